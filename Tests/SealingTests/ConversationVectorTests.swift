import Identity
import JOSE
import Platform
import Testing

@testable import Sealing

/// `check-jasper-vectors.py --write` makes this file: here the other program is the one that writes.
@Suite("The vectors of Fixtures/jasper/conversations.json")
struct ConversationVectorTests {
  private let vectors: Vectors.Conversations

  init() throws { vectors = try Vectors.read("conversations") }

  @Test func `two accounts have the direct channel and the safety number that their vector says, in either order`()
    throws
  {
    try #require(vectors.pairs.count == 4)
    for pair in vectors.pairs {
      let accounts = try pair.accounts.map {
        try #require(AccountFingerprint(bytes: try Base64URL.decode($0)), "\($0)")
      }
      for (one, other) in [(accounts[0], accounts[1]), (accounts[1], accounts[0])] {
        #expect(DirectChannel.id(one, other).text == pair.channel)
        #expect(SafetyNumber(one, other).digits == pair.safetyNumber)
      }
    }
  }

  @Test func `a group's description is read or refused as its vector says`() throws {
    try #require(vectors.groups.count == 23)
    for group in vectors.groups {
      guard let name = group.name else {
        #expect(throws: SealingError(.channelMalformed, ""), "\(group.content)") {
          try ChannelStatement(content: group.content)
        }
        continue
      }
      let statement = try ChannelStatement(content: group.content)
      #expect(statement.name == name && statement.nonce.text == group.nonce)
      #expect(statement.members.map(\.id.text).sorted() == group.members)
    }
  }

  @Test func `whoever claims a channel with a first statement has it or is refused as its vector says`() throws {
    try #require(vectors.claims.count == 15)
    let order = MessageOrder(
      timestamp: try #require(MessageTimestamp(milliseconds: 1)),
      number: try #require(PacketNumber(bytes: [UInt8](repeating: 0, count: 16))))
    for claim in vectors.claims {
      let author = ChannelMember(
        id: try #require(JamiID(claim.author.id)),
        account: try #require(AccountFingerprint(bytes: try Base64URL.decode(claim.author.account))))
      let begun = Channel.begin(
        try #require(ChannelID(claim.channel)), author: author,
        statement: try ChannelStatement(content: claim.content), order: order)
      switch begun {
      case .success(let channel):
        #expect(claim.refused == nil && channel.owner == author, "\(claim.name)")
      case .failure(let error):
        #expect(error.refusal.rawValue == claim.refused, "\(claim.name)")
      }
    }
  }

  @Test func `a text has the links to files that its vector says`() throws {
    try #require(vectors.files.count == 8)
    for item in vectors.files {
      let found = FileLink.all(in: item.text)
      #expect(found.map { "\($0.isImage ? "!" : "")\($0.name) \($0.url)" } == item.links, "\(item.text)")
      #expect(found.map { $0.sha256 ?? "" } == item.digests, "\(item.text)")
    }
  }
}
