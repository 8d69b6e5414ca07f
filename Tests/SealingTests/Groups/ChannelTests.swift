import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite struct ChannelTests {
  private let id: ChannelID
  private let owner: ChannelMember
  private let other: ChannelMember

  init() throws {
    id = try #require(ChannelID(random: [UInt8](repeating: 7, count: 16)))
    func member(_ digit: Character, _ byte: UInt8) throws -> ChannelMember {
      ChannelMember(
        id: try #require(JamiID(String(repeating: digit, count: 40))),
        account: try #require(AccountFingerprint(bytes: [UInt8](repeating: byte, count: 32))))
    }
    owner = try member("1", 1)
    other = try member("2", 2)
  }

  private func order(_ milliseconds: Int64, _ number: UInt8 = 0) throws -> MessageOrder {
    MessageOrder(
      timestamp: try #require(MessageTimestamp(milliseconds: milliseconds)),
      number: try #require(PacketNumber(bytes: [UInt8](repeating: number, count: 16))))
  }

  private func channel() throws -> Channel {
    try Channel.begin(
      id, author: owner, statement: ChannelStatement(name: "one", members: [owner, other]), order: order(10, 5)
    ).get()
  }

  @Test func `whoever makes the first statement owns the group, and is in it`() throws {
    let channel = try channel()
    #expect(channel.owner == owner && channel.hasMember(owner.account) && channel.hasMember(other.account))
    let without = try ChannelStatement(name: "one", members: [other])
    #expect(throws: Channel.Refused(.ownerMissing)) {
      _ = try Channel.begin(id, author: owner, statement: without, order: order(10)).get()
    }
  }

  @Test func `the channel of two accounts cannot become a group`() throws {
    let direct = DirectChannel.id(owner.account, other.account)
    let statement = try ChannelStatement(name: "trap", members: [owner])
    #expect(throws: Channel.Refused(.directChannel)) {
      _ = try Channel.begin(direct, author: owner, statement: statement, order: order(10)).get()
    }
  }

  @Test func `a refused statement changes nothing, and a later one of the owner stands`() throws {
    var channel = try channel()
    let before = channel
    let alone = try ChannelStatement(name: "two", members: [owner])
    #expect(try channel.apply(author: other.account, statement: alone, order: order(20)) == .notTheOwner)
    let missing = try ChannelStatement(name: "two", members: [other])
    #expect(try channel.apply(author: owner.account, statement: missing, order: order(20)) == .ownerMissing)
    for (time, number) in [(9, 9), (10, 4), (10, 5)] as [(Int64, UInt8)] {
      #expect(try channel.apply(author: owner.account, statement: alone, order: order(time, number)) == .outdated)
    }
    #expect(channel == before)
    #expect(try channel.apply(author: owner.account, statement: alone, order: order(10, 6)) == nil)
    #expect(channel.statement == alone && !channel.hasMember(other.account))
  }

  @Test func `the order in which statements come does not matter`() throws {
    let first = try ChannelStatement(name: "two", members: [owner])
    let second = try ChannelStatement(name: "three", members: [owner, other])
    var one = try channel()
    var turned = try channel()
    _ = one.apply(author: owner.account, statement: first, order: try order(20))
    _ = one.apply(author: owner.account, statement: second, order: try order(30))
    _ = turned.apply(author: owner.account, statement: second, order: try order(30))
    _ = turned.apply(author: owner.account, statement: first, order: try order(20))
    #expect(one == turned && one.statement == second)
  }
}
