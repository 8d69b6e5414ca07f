import Files
import Platform
import Testing

struct JournalTests {
  let folder = TemporaryFolder()

  private func entry(_ id: String, at seconds: Int64) -> JournalEntry {
    JournalEntry(
      id: id, operation: "passwordChange", account: "abc", phase: "begun", details: ["k": "v"],
      startedAt: UnixTime(seconds: seconds))
  }

  @Test func anOperationIsUnfinishedUntilItEnds() throws {
    let journal = Journal(folder: folder("journal"))
    #expect(try journal.unfinished() == [])
    var first = entry("one", at: 5)
    try journal.begin(first)
    try journal.begin(entry("two", at: 3))
    first.phase = "replaced"
    try journal.update(first)
    #expect(try Journal(folder: folder("journal")).unfinished() == [entry("two", at: 3), first])
    try journal.end("two")
    try journal.end("one")
    #expect(try journal.unfinished() == [])
  }

  @Test func twoOperationsCannotShareAnID() throws {
    let journal = Journal(folder: folder("journal"))
    try journal.begin(entry("one", at: 1))
    #expect(throws: FileError(.fileExists, path: "", "")) { try journal.begin(entry("one", at: 1)) }
  }

  @Test func anUnreadableEntryIsNamedAndKept() throws {
    let journal = Journal(folder: folder("journal"))
    try journal.begin(entry("one", at: 1))
    try AtomicFile.replace(folder("journal/one.json"), with: Array("{".utf8))
    let error = #expect(throws: FileError.self) { _ = try journal.unfinished() }
    #expect(
      error?.description
        == "journalDamaged: the record of an unfinished operation, \(folder("journal/one.json")), cannot be read "
        + "(move it away after looking at the account with `signet doctor`)")
    #expect(FileReader.exists(folder("journal/one.json")))
  }
}
