import AccountArchive
import GnuTLS
import Platform
import Testing

@testable import Identity

@Suite struct SignetFieldsTests {
  private func secret(_ bytes: [UInt8]) throws -> Secret { try Secret(copying: bytes) }

  private func bytes(_ secret: Secret) -> [UInt8] { secret.withBytes { Array($0) } }

  private func keys(_ entries: [(Int, [UInt8])]) throws -> SharedKeys {
    var keys = SharedKeys()
    for (generation, key) in entries { keys.add(try secret(key), generation: generation) }
    return keys
  }

  private func flat(_ keys: SharedKeys) -> [String] {
    keys.entries.map { "\($0.generation) \(Hex.text(of: bytes($0.key)))" }
  }

  @Test func `keys are written in the documented form and read again`() throws {
    var fields = SignetFields(recoverySeed: nil)
    fields.receive = try keys([(1, [1, 2, 3]), (7, [4])])
    fields.sync = try keys([(2, [5, 6])])
    let text = try fields.text()
    let expected =
      "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"AQID\"},{\"generation\":7,\"key\":\"BA==\"}],"
      + "\"sync\":[{\"generation\":2,\"key\":\"BQY=\"}]}"
    #expect(String(decoding: bytes(text), as: UTF8.self) == expected)
    let read = try SignetFields(text)
    #expect(read.recoverySeed == nil)
    #expect(flat(read.receive) == ["1 010203", "7 04"] && flat(read.sync) == ["2 0506"])
  }

  @Test func `a seed and keys of every length come back as they were`() throws {
    for count in [1, 2, 3, 4, 5, 63, 64, 65, 2374, SharedKeys.keyLimit] {
      var fields = SignetFields(recoverySeed: try secret([UInt8](repeating: 9, count: 32)))
      let key = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
      fields.sync = try keys([(3, key)])
      let read = try SignetFields(fields.text())
      #expect(flat(read.sync) == flat(fields.sync) && read.receive.entries.isEmpty)
      #expect(read.recoverySeed.map(bytes) == [UInt8](repeating: 9, count: 32))
    }
  }

  @Test(arguments: [
    "{\"version\":1,\"receive\":[]}",
    "{\"version\":1,\"receive\":[{\"generation\":0,\"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":01,\"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1000000,\"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":99999999999999999999,\"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"AQI\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"BB==\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"====\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":2,\"key\":\"AQID\"},{\"generation\":1,\"key\":\"BA==\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"AQID\"},{\"generation\":2,\"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"AQID\"}],\"later\":1}",
    "{\"version\":1,\"sync\":[{\"generation\":1,\"key\":\"AQID\"}],\"receive\":[{\"generation\":1,\"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1, \"key\":\"AQID\"}]}",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"AQID\"}]",
    "{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"AQID",
  ])
  func `a text of any other form is not guessed at`(_ text: String) throws {
    #expect(throws: IdentityError(.signetFieldsDamaged, "")) { try SignetFields(secret(Array(text.utf8))) }
  }

  @Test func `a ninth generation is refused by the reader, and a key that is too long as well`() throws {
    let list = { (count: Int) in
      (1...count).map {
        "{\"generation\":\($0),\"key\":\"AAA\(["A", "B", "C", "D", "E", "F", "G", "H", "I"][$0 - 1])\"}"
      }
      .joined(separator: ",")
    }
    let fields = try SignetFields(secret(Array("{\"version\":1,\"receive\":[\(list(8))]}".utf8)))
    #expect(fields.receive.entries.count == 8)
    #expect(throws: IdentityError(.signetFieldsDamaged, "")) {
      try SignetFields(secret(Array("{\"version\":1,\"receive\":[\(list(9))]}".utf8)))
    }
    let long = String(repeating: "AAAA", count: SharedKeys.keyLimit / 3 + 1)
    #expect(throws: IdentityError(.signetFieldsDamaged, "")) {
      try SignetFields(
        secret(Array("{\"version\":1,\"receive\":[{\"generation\":1,\"key\":\"\(long)\"}]}".utf8)))
    }
  }

  @Test func `eight generations are kept, and the oldest go first`() throws {
    var all = try keys((1...8).map { ($0, [UInt8($0)]) })
    #expect(all.add(try secret([9]), generation: 9) == 9)
    #expect(all.entries.map(\.generation) == Array(2...9))
    #expect(all.add(try secret([1]), generation: 1) == nil, "older than all of them")
    #expect(all.entries.map(\.generation) == Array(2...9))
  }

  @Test func `a key that is here already is not added under another number`() throws {
    var mine = try keys([(1, [1])])
    #expect(mine.add(try secret([1]), generation: 5) == nil)
    let others = try keys([(3, [1])])
    let isChanged = mine.unite(others)
    #expect(!isChanged && flat(mine) == ["1 01"])
  }

  @Test func `two keys of one number are both kept, and the one from elsewhere comes into use`() throws {
    var mine = try keys([(1, [1]), (2, [2])])
    let others = try keys([(1, [3]), (2, [2]), (3, [4])])
    let isChanged = mine.unite(others)
    #expect(isChanged && flat(mine) == ["1 01", "2 02", "3 03", "4 04"])
    // Once they are here, uniting changes nothing any more.
    let isChangedAgain = mine.unite(others)
    #expect(!isChangedAgain)
  }

  @Test func `merging archives unites the keys of both and keeps the seed`() throws {
    let account = try TestAccount.make()
    var local = account.archive
    var other = account.archive
    var mine = SignetFields(recoverySeed: try secret(TestAccount.seed))
    mine.receive = try keys([(1, [1])])
    var theirs = SignetFields(recoverySeed: nil)
    theirs.receive = try keys([(1, [1]), (2, [2])])
    theirs.sync = try keys([(1, [8])])
    local.signet = try mine.text()
    other.signet = try theirs.text()
    let outcome = try ArchiveMerge.merge(
      local: local, other: other, revocations: account.noRevocations, now: TestAccount.birth)
    let merged = try SignetFields(try #require(outcome.archive.signet))
    #expect(flat(merged.receive) == ["1 01", "2 02"] && flat(merged.sync) == ["1 08"])
    #expect(merged.recoverySeed.map(bytes) == TestAccount.seed)
    #expect(outcome.report.keysTaken == ["receiveKeys", "syncKeys"] && outcome.report.differing == [])
  }

  @Test func `what a later version wrote is left as it stands by a merge, and named`() throws {
    let account = try TestAccount.make()
    let later = try secret(Array("{\"version\":2,\"news\":1}".utf8))
    for isMine in [true, false] {
      var local = account.archive
      var other = account.archive
      if isMine { local.signet = later } else { other.signet = later }
      let before = try #require(local.signet)
      let outcome = try ArchiveMerge.merge(
        local: local, other: other, revocations: account.noRevocations, now: TestAccount.birth)
      #expect(outcome.archive.signet?.matches(before) == true)
      #expect(outcome.report.differing == ["signet"] && outcome.report.keysTaken == [])
    }
  }
}
