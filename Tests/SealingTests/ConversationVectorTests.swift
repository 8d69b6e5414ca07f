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
    try #require(vectors.groups.count == 16)
    for group in vectors.groups {
      guard let name = group.name else {
        #expect(throws: SealingError(.channelMalformed, ""), "\(group.content)") {
          try ChannelStatement(content: group.content)
        }
        continue
      }
      let statement = try ChannelStatement(content: group.content)
      #expect(statement.name == name)
      #expect(statement.members.map(\.id.text).sorted() == group.members)
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
