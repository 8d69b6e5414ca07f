import AccountArchive
import AccountStore
import Identity
import Platform

/// An account's archive as it would be if it were written now. `archive.gz` is behind the database between two
/// operations that have its password: contacts come and go without it.
struct PresentArchive {
  private(set) var archive: Archive
  /// Whether it is another one than before.
  private(set) var differs = false
  /// The keys that the database has to take in from it.
  private(set) var keys: [StoredKey] = []
  /// The log that the database has to take in from it, and what it tells of the devices.
  private var log: (plan: LogPlan, siblings: SiblingUpdate?)?
  private(set) var warnings: [String] = []

  init(_ archive: Archive) { self.archive = archive }

  /// Takes in the contacts of the database, by Jami's rules: whatever either knows stays known.
  /// - Throws: `StoreError`.
  mutating func takeContacts(_ database: AccountDatabase) throws {
    let merged = ContactMerge.merge(archive.contacts, try database.contacts())
    let isSame =
      merged.count == archive.contacts.count && zip(merged, archive.contacts).allSatisfy(ContactMerge.areEqual)
    guard !isSame else { return }
    archive.contacts = merged
    differs = true
  }

  /// Puts the account's keys and its log where either has them; see `KeyPlan`.
  /// - Throws: `StoreError`, `FileError`, `GnuTLSError`, `SystemError`, `IdentityError`.
  mutating func takeKeys(_ data: DataFolder, _ database: AccountDatabase, now: UnixTime) throws {
    var plan = try KeyPlan(data, database, now: now)
    if try plan.unite(&archive) { differs = true }
    keys = plan.changes
    warnings += plan.warnings
    try takeLog(database, now: now)
    if !plan.missing.isEmpty { warnings.append(Self.incomplete) }
  }

  /// Unites the log of both. An old backup adds what it knows, and takes nothing away.
  private mutating func takeLog(_ database: AccountDatabase, now: UnixTime) throws {
    let plan = try LogPlan(database, archive, now: now)
    if try plan.put(into: &archive) { differs = true }
    log = (plan, try plan.siblings())
    warnings += plan.warnings
  }

  /// Writes what the database has to take in.
  /// - Throws: `StoreError`.
  func record(_ writer: AccountWriter, now: UnixTime) throws {
    for key in keys { try writer.save(key) }
    if let log { try log.plan.save(writer, log.siblings) }
  }

  private static let incomplete =
    "keys of the account are still to be made: a backup that is made once `signet status` tells that they are ready "
    + "opens every message after a loss, this one does not"
}
