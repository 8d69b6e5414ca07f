import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

/// What goes with the log: certificates and names of the account's devices.
extension LogPlan {
  /// Writes what the database has to take in.
  /// - Throws: `StoreError`.
  func save(_ writer: AccountWriter, _ news: SiblingUpdate?) throws {
    if isChanged, let log { try writer.save(log, isOwn: true, now: now) }
    if let news { try writer.save(news) }
  }

  /// What the archive tells of the devices and the database does not know, and what was renewed.
  /// - Throws: `StoreError`.
  func siblings() throws -> SiblingUpdate? { try log.map { try siblings($0, $0.state(at: now)) } }

  func siblings(_ log: AccountLog, _ state: LogState) throws -> SiblingUpdate {
    SiblingUpdate(
      told: (archivedDevices?.readable ?? []) + renewed, notes: archivedDevices?.notes ?? [], log: log,
      state: state, devices: try database.devices(), known: try database.certificates(),
      this: stored.deviceID)
  }

  /// Makes the certificates of leaf devices anew that are due.
  /// - Throws: `StoreError`, `GnuTLSError`.
  mutating func renewSiblings(_ archive: Archive) throws {
    guard let state = log?.state(at: now) else { return }
    renewed = try SiblingRenewal.renew(SiblingRenewal.due(database, state, now: now), archive: archive, now: now)
  }
}

extension SiblingRenewal {
  /// What is due by an account's records.
  /// - Throws: `StoreError`.
  static func due(_ database: AccountDatabase, _ state: LogState, now: UnixTime) throws -> [Certificate] {
    due(
      state, certificates: try database.certificates(),
      revocations: try database.revocations(of: database.account().account.fingerprint), now: now)
  }
}
