import Files
import GnuTLS
import Identity
import Platform

/// A change of an account that touches files and the database at once: all of it happens or nothing, at any kill.
///
/// The files are written beside their places and looked at, copies of the old ones are kept, and the journal notes it.
/// Then, inside one SQLite transaction, the records are written with the operation's mark, and the files take their
/// places. The commit decides: with the mark in the history the change has happened, without it the old files are put
/// back, at once after an error, and by `StartupRecovery` after a kill.
public struct AccountChange {
  /// What is changed; the journal's name for it.
  public enum Kind: String, Sendable, CaseIterable {
    case passwordChange
    case restoreMerge
    case renewal
    case keyMaking
    /// A device is thrown out.
    case revocation
    /// The keys that the devices share are new.
    case keyRotation
    /// The account has another account key.
    case accountRotation
    /// This device has other keys, and so is another device.
    case deviceRotation
    /// The archive takes in what the database knows.
    case archiveUpdate
    /// The seed of the recovery key comes into the archive, or leaves it.
    case recoveryKit
    /// The machine is linked again, and is another device from then on.
    case relinking
  }

  let kind: Kind
  let folder: AccountFolder
  let journal: Journal
  /// Names the change in journal and history; letters, digits and `-`.
  let id: String
  let now: UnixTime

  /// - Parameter id: unique among all changes ever made; 128 random bits in hex will do.
  public init(_ kind: Kind, of folder: AccountFolder, in data: DataFolder, id: String, now: UnixTime) {
    self.kind = kind
    self.folder = folder
    journal = data.journal
    self.id = id
    self.now = now
  }

  /// Makes the change. When this returns it is durable; when it throws, the old state stands.
  /// - Parameters:
  ///   - files: the new content of each file that changes or comes; `account.sqlite` cannot be one.
  ///   - removing: files that go.
  ///   - event: what the history will say; the operation's mark is added.
  ///   - check: looks at a file that is complete but not yet in its place (reads it back, opens, compares). What it
  ///     throws ends the change.
  ///   - record: the other writes of the transaction.
  /// - Throws: `FileError`, `StoreError`, and what `check` and `record` throw. `StoreError.recoveryNeeded` when even
  ///   putting the old files back failed: the next start does it.
  public func run(
    files: [AccountFolder.File: Secret], removing: [AccountFolder.File] = [], event: AccountEvent,
    database: AccountDatabase,
    check: (_ file: AccountFolder.File, _ path: String) throws -> Void = { _, _ in },
    record: (AccountWriter) throws -> Void = { _ in }
  ) throws {
    let created = files.keys.filter { !FileReader.exists(folder.path(of: $0)) }
    let old = files.keys.filter { !created.contains($0) } + removing.filter { FileReader.exists(folder.path(of: $0)) }
    let staged = try stage(files, check)
    do {
      try keepOld(old)
      try journal.begin(entry(old, created: created))
    } catch {
      try? journal.end(id)  // it is there when only its fsync failed; nothing has changed that it could be needed for
      discard(staged)
      discardKept(old)
      throw error
    }
    do {
      try commit(staged, removing: removing, event: event, database: database, record: record)
    } catch {
      try undo(old, created: created, staged, because: error)
      throw error
    }
    // The change has happened. A journal entry that cannot be removed makes the next start look at it once more, and
    // find it done; copies that cannot be removed are swept there.
    try? journal.end(id)
    discardKept(old)
  }

  /// Step one: the new files, complete and durable, beside their places.
  func stage(
    _ files: [AccountFolder.File: Secret], _ check: (AccountFolder.File, String) throws -> Void
  ) throws -> [AccountFolder.File: String] {
    precondition(files[.database] == nil, "the database changes by transactions")
    var staged: [AccountFolder.File: String] = [:]
    do {
      for (file, content) in files {
        let path = try AtomicFile.stage(content, beside: folder.path(of: file))
        staged[file] = path
        try check(file, path)
      }
    } catch {
      discard(staged)
      throw error
    }
    return staged
  }

  /// Step two: copies of the old files.
  func keepOld(_ files: [AccountFolder.File]) throws {
    for file in files {
      let old = try FileReader.readSecret(folder.path(of: file), limit: AccountFolder.archiveLimit)
      try AtomicFile.create(keptPath(of: file), with: old)
    }
  }

  func entry(_ files: some Sequence<AccountFolder.File>, created: [AccountFolder.File] = []) -> JournalEntry {
    var details = ["files": files.map(\.rawValue).sorted().joined(separator: " ")]
    if !created.isEmpty { details["created"] = created.map(\.rawValue).sorted().joined(separator: " ") }
    return JournalEntry(
      id: id, operation: kind.rawValue, account: folder.id.text, phase: "begun", details: details, startedAt: now)
  }

  /// Step three: the transaction, and inside it the new files take their places.
  func commit(
    _ staged: [AccountFolder.File: String], removing: [AccountFolder.File] = [], event: AccountEvent,
    database: AccountDatabase, record: (AccountWriter) throws -> Void
  ) throws {
    try database.write { writer in
      try record(writer)
      try writer.append(
        AccountEvent(at: event.at, kind: event.kind, text: event.text, details: event.details, operation: id))
      for (file, path) in staged.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        try AtomicFile.put(path, at: folder.path(of: file))
      }
      try remove(removing)
    }
  }

  /// Puts the old files back where that is needed, and takes the change out of the journal.
  func undo(
    _ files: [AccountFolder.File], created: [AccountFolder.File] = [], _ staged: [AccountFolder.File: String],
    because error: any Error
  ) throws {
    do {
      try restoreOld(files)
      try remove(created)
      discard(staged)
      try journal.end(id)
    } catch let failure {
      throw StoreError(
        .recoveryNeeded, "the change failed (\(error)), and the old files could not be put back: \(failure)",
        hint: "end the daemon and start it again: it puts them back")
    }
    discardKept(files)
  }

  /// Every file is again what it was when the change began. Files that did not change yet are left alone.
  func restoreOld(_ files: [AccountFolder.File]) throws {
    for file in files where FileReader.exists(keptPath(of: file)) {
      let old = try FileReader.readSecret(keptPath(of: file), limit: AccountFolder.archiveLimit)
      if FileReader.exists(folder.path(of: file)) {
        let present = try FileReader.readSecret(folder.path(of: file), limit: AccountFolder.archiveLimit)
        if present.matches(old) { continue }
      }
      // Deliberate: a rename, not a copy. It needs no room, and a full disk may be why we are here.
      try Folder.rename(keptPath(of: file), to: folder.path(of: file))
    }
  }

  /// - Throws: `FileError`.
  func remove(_ files: [AccountFolder.File]) throws(FileError) {
    for file in files { AtomicFile.discard(folder.path(of: file)) }
    if !files.isEmpty { try Folder.synchronise(folder.path) }
  }

  func discardKept(_ files: [AccountFolder.File]) { for file in files { AtomicFile.discard(keptPath(of: file)) } }

  private func discard(_ staged: [AccountFolder.File: String]) { staged.values.forEach(AtomicFile.discard) }

  /// With the prefix of temporary files, so that a sweep after recovery takes what a kill left.
  func keptPath(of file: AccountFolder.File) -> String {
    folder.path + "/" + Folder.temporaryPrefix + "before-" + id + "-" + file.rawValue
  }
}
