import AccountArchive
import AccountStore
import DaemonAPI

extension Workbench {
  /// An archive in which the recovery key's seed has come or gone, and the records that go with it: both or neither.
  /// - Parameter record: what is written into the database beside the event.
  /// - Throws: as `AccountChange.run`.
  func changeKit(
    _ archive: Archive, _ folder: AccountFolder, _ writing: WriteSecret, _ database: AccountDatabase,
    _ event: AccountEvent, _ record: (AccountWriter) throws -> Void
  ) throws {
    progress.enter(.writing)
    try AccountChange(.recoveryKit, of: folder, in: data, id: try newChangeID(), now: event.at).run(
      files: [.archive: try writing.serialise(archive)], event: event, database: database,
      check: { _, path in try readBack(path, with: writing.opening, expecting: archive) }, record: record)
  }
}
