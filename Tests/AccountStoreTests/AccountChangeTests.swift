import AccountArchive
import Files
import GnuTLS
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite("Changes of files and database at once")
struct AccountChangeTests {
  private struct Stop: Error {}

  private let event = AccountEvent(at: TestStore.now, kind: .accountMerged, text: "a backup was merged")

  private func change(_ store: TestStore, _ folder: AccountFolder, id: String = "aa") -> AccountChange {
    AccountChange(.restoreMerge, of: folder, in: store.data, id: id, now: TestStore.now)
  }

  private func files() throws -> [AccountFolder.File: Secret] {
    [.archive: try Secret(copying: Array("new archive".utf8)), .device: try Secret(copying: Array("new device".utf8))]
  }

  private func content(_ folder: AccountFolder, _ file: AccountFolder.File) throws -> [UInt8] {
    try FileReader.read(folder.path(of: file), limit: 1 << 20)
  }

  @Test("A change that goes through changes files, records and history, and leaves nothing else")
  func success() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let database = try folder.database()
    var checked: [AccountFolder.File] = []
    try change(store, folder).run(
      files: files(), event: event, database: database,
      check: { file, path in
        checked.append(file)
        let bytes = try FileReader.read(path, limit: 99)
        #expect(bytes.starts(with: Array("new ".utf8)))
      },
      record: { try $0.save(store.contacts(3)) })
    #expect(Set(checked) == [.archive, .device])
    #expect(try content(folder, .archive) == Array("new archive".utf8))
    #expect(try content(folder, .device) == Array("new device".utf8))
    #expect(try database.contacts().count == 3)
    #expect(try database.happened("aa"))
    try database.close()
    #expect(Set(try Folder.list(folder.path)) == ["account.sqlite", "archive.gz", "device.pem"])
    #expect(try store.data.journal.unfinished() == [])
    #expect(try StartupRecovery(store.data, now: TestStore.now).run() == [])
  }

  @Test("An error at any step leaves the old state", arguments: ["check", "record", "name"])
  func errors(step: String) throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let before = try store.tree()
    let database = try folder.database()
    // An operation's mark exists once: the second change of one name fails after its files were in place.
    if step == "name" {
      try database.write {
        try $0.append(AccountEvent(at: TestStore.now, kind: .backupMade, text: "x", operation: "aa"))
      }
    }
    #expect(throws: (any Error).self) {
      try change(store, folder).run(
        files: files(), event: event, database: database,
        check: { _, _ in if step == "check" { throw Stop() } },
        record: { writer in
          try writer.save(store.contacts(3))
          if step == "record" { throw Stop() }
        })
    }
    #expect(try database.contacts().isEmpty)
    try database.close()
    for file in [AccountFolder.File.archive, .device] {
      #expect(try content(folder, file) == before[folder.path(of: file)])
    }
    #expect(try Folder.list(folder.path) == ["account.sqlite", "archive.gz", "device.pem"])
    #expect(try store.data.journal.unfinished() == [])
  }

  /// The steps of a change are done one by one, and then nothing more, as if the process had been killed there.
  @Test(
    "A kill before the commit is undone at the next start, one after it is finished, and both are said",
    arguments: 0...5)
  func kill(after step: Int) throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let oldArchive = try content(folder, .archive)
    let oldDevice = try content(folder, .device)
    let interrupted = change(store, folder)
    let files = try files()
    let database = try folder.database()

    var staged: [AccountFolder.File: String] = [:]
    if step >= 1 { staged = try interrupted.stage(files) { _, _ in } }
    if step >= 2 { try interrupted.keepOld(Array(files.keys)) }
    if step >= 3 { try store.data.journal.begin(interrupted.entry(files.keys)) }
    if step == 4 {
      // Killed inside the transaction, behind the files and before the commit.
      #expect(throws: Stop.self) {
        try database.write { writer in
          try writer.save(store.contacts(3))
          for (file, path) in staged { try AtomicFile.put(path, at: folder.path(of: file)) }
          throw Stop()
        }
      }
      #expect(try content(folder, .archive) != oldArchive)
    }
    if step >= 5 {
      try interrupted.commit(staged, event: event, database: database) { try $0.save(store.contacts(3)) }
    }
    try database.close()

    let actions = try StartupRecovery(store.data, now: TestStore.now).run()
    let expected: [[RecoveryAction.Outcome]] = [[], [.swept], [.swept], [.undone, .swept], [.undone], [.finished]]
    #expect(actions.map(\.outcome) == expected[step])

    let after = try folder.database()
    let happened = step >= 5
    #expect(try content(folder, .archive) == (happened ? Array("new archive".utf8) : oldArchive))
    #expect(try content(folder, .device) == (happened ? Array("new device".utf8) : oldDevice))
    #expect(try after.contacts().count == (happened ? 3 : 0))
    #expect(try after.events().contains { $0.kind == .operationUndone } == (step == 3 || step == 4))
    try after.close()
    #expect(try Folder.list(folder.path) == ["account.sqlite", "archive.gz", "device.pem"])
    #expect(try store.data.journal.unfinished() == [])
    #expect(try StartupRecovery(store.data, now: TestStore.now).run() == [])
  }

  @Test("A kill during recovery is recovered from as well")
  func killDuringRecovery() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let oldArchive = try content(folder, .archive)
    let interrupted = change(store, folder)
    let files = try files()
    let staged = try interrupted.stage(files) { _, _ in }
    try interrupted.keepOld(Array(files.keys))
    try store.data.journal.begin(interrupted.entry(files.keys))
    for (file, path) in staged { try AtomicFile.put(path, at: folder.path(of: file)) }
    // Recovery had put one file back when it was killed.
    try interrupted.restoreOld([.archive])
    let actions = try StartupRecovery(store.data, now: TestStore.now).run()
    #expect(actions.map(\.outcome) == [.undone])
    #expect(try content(folder, .archive) == oldArchive)
    #expect(try folder.device().chain.count == 3)
  }

  @Test("An operation that is not known, or whose account does not open, is stuck: named, and nothing is swept")
  func stuck() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let interrupted = change(store, folder)
    let files = try files()
    _ = try interrupted.stage(files) { _, _ in }
    try interrupted.keepOld(Array(files.keys))
    try store.data.journal.begin(interrupted.entry(files.keys))
    try AtomicFile.replace(folder.databasePath, with: [UInt8](repeating: 0x41, count: 8192))
    let before = try store.tree()
    let actions = try StartupRecovery(store.data, now: TestStore.now).run()
    #expect(actions.map(\.outcome) == [.stuck])
    #expect(actions.first?.finding?.code == .operationStuck)
    #expect(try store.tree() == before)
  }

  @Test("An unfinished operation of an account that is gone is dropped, and said")
  func accountGone() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    try store.data.journal.begin(change(store, folder).entry([.archive]))
    try store.data.forget(new.account.id)
    #expect(try StartupRecovery(store.data, now: TestStore.now).run().map(\.outcome) == [.undone])
    #expect(try store.data.journal.unfinished() == [])
  }
}
