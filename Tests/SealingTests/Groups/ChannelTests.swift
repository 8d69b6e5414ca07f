import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite struct ChannelTests {
  private let nonce: ChannelNonce
  private let id: ChannelID
  private let owner: ChannelMember
  private let other: ChannelMember

  init() throws {
    func member(_ digit: Character, _ byte: UInt8) throws -> ChannelMember {
      ChannelMember(
        id: try #require(JamiID(String(repeating: digit, count: 40))),
        account: try #require(AccountFingerprint(bytes: [UInt8](repeating: byte, count: 32))))
    }
    owner = try member("1", 1)
    other = try member("2", 2)
    nonce = try #require(ChannelNonce(bytes: [UInt8](repeating: 7, count: 16)))
    id = GroupChannel.id(owner: owner, nonce: nonce)
  }

  private func order(_ milliseconds: Int64, _ number: UInt8 = 0) throws -> MessageOrder {
    MessageOrder(
      timestamp: try #require(MessageTimestamp(milliseconds: milliseconds)),
      number: try #require(PacketNumber(bytes: [UInt8](repeating: number, count: 16))))
  }

  private func statement(
    _ name: String, _ members: [ChannelMember], nonce other: ChannelNonce? = nil
  ) throws -> ChannelStatement {
    try ChannelStatement(nonce: other ?? nonce, name: name, members: members)
  }

  private func channel() throws -> Channel {
    try Channel.begin(id, author: owner, statement: statement("one", [owner, other]), order: order(10, 5)).get()
  }

  @Test func `the owner that the ID was made of begins the group, and is in it`() throws {
    let channel = try channel()
    #expect(channel.owner == owner && channel.hasMember(owner.account) && channel.hasMember(other.account))
    let without = try statement("one", [other])
    #expect(throws: Channel.Refused(.ownerMissing)) {
      _ = try Channel.begin(id, author: owner, statement: without, order: order(10)).get()
    }
  }

  private func refusal(_ id: ChannelID, _ author: ChannelMember, _ statement: ChannelStatement) throws -> String? {
    switch Channel.begin(id, author: author, statement: statement, order: try order(10)) {
    case .success: nil
    case .failure(let refused): refused.refusal.rawValue
    }
  }

  @Test func `the channel of two accounts cannot become a group`() throws {
    for author in [owner, other] {
      let direct = DirectChannel.id(owner.account, other.account)
      #expect(try refusal(direct, author, statement("trap", [owner, other])) == "foreignID")
    }
  }

  @Test func `an ID that does not follow from the author and the nonce begins no group`() throws {
    let all = [owner, other]
    #expect(try refusal(id, owner, statement("one", all)) == nil)
    #expect(try refusal(id, other, statement("one", all)) == "foreignID")
    let nonces = try [8, 0].map { try #require(ChannelNonce(bytes: [UInt8](repeating: $0, count: 16))) }
    for another in nonces {
      for author in all { #expect(try refusal(id, author, statement("one", all, nonce: another)) == "foreignID") }
    }
    // The same Jami ID, or the same account, under another name than the one that the ID was made of.
    for author in [ChannelMember(id: owner.id, account: other.account), .init(id: other.id, account: owner.account)] {
      #expect(try refusal(id, author, statement("one", [author])) == "foreignID")
    }
    let drawn = try #require(ChannelID(random: nonce.bytes))
    let asDrawn = try #require(ChannelID(String(id.text.prefix(14) + "4" + id.text.dropFirst(15))))
    for other in [drawn, asDrawn] { #expect(try refusal(other, owner, statement("one", all)) == "foreignID") }
  }

  @Test func `two groups of one owner have two IDs, and neither takes the other's statement`() throws {
    let another = try #require(ChannelNonce(bytes: [UInt8](repeating: 8, count: 16)))
    let second = GroupChannel.id(owner: owner, nonce: another)
    #expect(second != id)
    #expect(try refusal(second, owner, statement("two", [owner], nonce: another)) == nil)
    #expect(try refusal(second, owner, statement("one", [owner])) == "foreignID")
    var channel = try channel()
    let before = channel
    let moved = try statement("two", [owner], nonce: another)
    #expect(try channel.apply(author: owner.account, statement: moved, order: order(20)) == .foreignID)
    #expect(channel == before)
  }

  @Test func `a refused statement changes nothing, and a later one of the owner stands`() throws {
    var channel = try channel()
    let before = channel
    let alone = try statement("two", [owner])
    #expect(try channel.apply(author: other.account, statement: alone, order: order(20)) == .notTheOwner)
    let missing = try statement("two", [other])
    #expect(try channel.apply(author: owner.account, statement: missing, order: order(20)) == .ownerMissing)
    for (time, number) in [(9, 9), (10, 4), (10, 5)] as [(Int64, UInt8)] {
      #expect(try channel.apply(author: owner.account, statement: alone, order: order(time, number)) == .outdated)
    }
    #expect(channel == before)
    #expect(try channel.apply(author: owner.account, statement: alone, order: order(10, 6)) == nil)
    #expect(channel.statement == alone && !channel.hasMember(other.account))
  }

  @Test func `the order in which statements come does not matter`() throws {
    let first = try statement("two", [owner])
    let second = try statement("three", [owner, other])
    var one = try channel()
    var turned = try channel()
    _ = one.apply(author: owner.account, statement: first, order: try order(20))
    _ = one.apply(author: owner.account, statement: second, order: try order(30))
    _ = turned.apply(author: owner.account, statement: second, order: try order(30))
    _ = turned.apply(author: owner.account, statement: first, order: try order(20))
    #expect(one == turned && one.statement == second)
  }
}
