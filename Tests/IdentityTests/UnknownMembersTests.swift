import AccountArchive
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Merging what nobody here understands")
struct UnknownMembersTests {
  /// One for all: each new one has serial numbers of its own.
  private static let account = Result { try TestAccount.make() }

  private let id = String(repeating: "1", count: 40)

  /// The test account's archive as text, with more members.
  private func archive(_ account: TestAccount, _ members: [String]) throws -> Archive {
    func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
    let key = try account.archive.accountKey.pkcs8PEM().withBytes { Array($0) }
    let chain = Array(account.archive.chain.map(\.pem).joined().utf8)
    let own = ["\"ringAccountKey\":\"\(base64(key))\"", "\"ringAccountCert\":\"\(base64(chain))\""]
    let text = "{" + (own + members).joined(separator: ",") + "}"
    return try ArchiveReader.open(bytes: Secret(copying: Array(text.utf8)), secret: .none).archive
  }

  private func merged(_ left: [String], _ right: [String]) throws -> (Archive, MergeReport) {
    let account = try Self.account.get()
    let outcome = try ArchiveMerge.merge(
      local: archive(account, left), other: archive(account, right), revocations: account.noRevocations,
      now: TestAccount.birth)
    // A name that occurred twice would be refused by the reader.
    let written = try ArchiveWriter.serialise(outcome.archive, secret: .none)
    let read = try ArchiveReader.open(bytes: written, secret: .none).archive
    #expect(try read.isEquivalent(to: outcome.archive) == [])
    return (read, outcome.report)
  }

  @Test("Members that only one side has are all there afterwards; of two different ones, the one here")
  func members() throws {
    let (result, report) = try merged(
      ["\"Future\":{\"a\":1}", "\"Mine\":[1]"], ["\"Future\":{\"a\":2}", "\"Theirs\":[2,{\"b\":null}]"])
    #expect(report.differing == ["Future"])
    let (expected, _) = try merged(["\"Future\":{\"a\":1}", "\"Mine\":[1]", "\"Theirs\":[2,{\"b\":null}]"], [])
    #expect(try result.isEquivalent(to: expected) == [])
  }

  @Test("A name is the same name however it is escaped")
  func escapes() throws {
    let (result, report) = try merged(["\"Fut\\u0075re\":[1]"], ["\"Future\":[1]"])
    #expect(report.differing == [])
    let (expected, _) = try merged(["\"Future\":[1]"], [])
    #expect(try result.isEquivalent(to: expected) == [])
  }

  @Test("A setting here and a structure of the same name there do not make two members of one name")
  func settingAndStructure() throws {
    _ = try merged(["\"Account.x\":\"text\""], ["\"Account.x\":{\"a\":1}"])
    let (result, _) = try merged(["\"Account.x\":{\"a\":1}"], ["\"Account.x\":\"text\""])
    #expect(result.setting("Account.x") == "text")
  }

  @Test("An authority key that cannot be read here gives way to the good one of the backup")
  func unreadableKey() throws {
    let account = try Self.account.get()
    let good = try TestKeys.authority.pkcs8PEM().withBytes { Data($0).base64EncodedString() }
    let (result, report) = try merged(["\"ringCaKey\":\"AAAA\""], ["\"ringCaKey\":\"\(good)\""])
    #expect(result.authorityKey?.publicKey == TestKeys.authority.publicKey)
    #expect(report.keysTaken == ["authorityKey"])
    #expect(result.chain == account.archive.chain)
  }

  @Test("Unknown fields of a contact, and a contact that cannot be read, survive on both sides")
  func contacts() throws {
    let two = String(repeating: "2", count: 40)
    let left = "\"ringAccountContacts\":{\"\(id)\":{\"added\":1,\"conversationId\":\"\",\"mine\":[1]}}"
    let right =
      "\"ringAccountContacts\":{\"\(id)\":{\"added\":2,\"conversationId\":\"\",\"theirs\":{}},\"\(two)\":\"odd\"}"
    let (result, report) = try merged([left], [right])
    #expect(report.contactsChanged == [id])
    let both =
      "\"ringAccountContacts\":{\"\(id)\":{\"added\":2,\"conversationId\":\"\",\"mine\":[1],\"theirs\":{}},"
      + "\"\(two)\":\"odd\"}"
    let (expected, _) = try merged([both], [])
    #expect(try result.isEquivalent(to: expected) == [])
  }

  @Test("Conversations of both are there; of one in two versions the later stands, and gone beats there at one time")
  func conversations() throws {
    func list(_ entries: [String]) -> String { "\"conversations\":{\(entries.joined(separator: ","))}" }
    let (result, report) = try merged(
      [list(["\"a\":{\"id\":\"a\",\"created\":5}", "\"b\":{\"id\":\"b\",\"created\":5,\"removed\":9}"])],
      [
        list([
          "\"a\":{\"id\":\"a\",\"created\":3,\"removed\":5}", "\"b\":{\"id\":\"b\",\"created\":5}",
          "\"c\":{\"id\":\"c\",\"created\":1}",
        ])
      ])
    #expect(report.conversationsTaken == ["a", "c"])
    let stamps = Dictionary(uniqueKeysWithValues: result.conversations.map { ($0.key, $0.integer("removed")) })
    #expect(stamps == ["a": 5, "b": 9, "c": nil])
  }
}
