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
  func siblings() throws -> SiblingUpdate? { try log.map { try siblings($0) } }

  func siblings(_ log: AccountLog) throws -> SiblingUpdate {
    SiblingUpdate(
      told: (archivedDevices?.readable ?? []) + renewed, notes: archivedDevices?.notes ?? [], log: log,
      state: log.state(at: now), devices: try database.devices(), known: try database.certificates(),
      this: stored.deviceID)
  }

  /// Certificates of leaf devices that are due.
  /// - Throws: `StoreError`.
  func dueSiblings() throws -> [Certificate] {
    guard let log else { return [] }
    return SiblingRenewal.due(
      log.state(at: now), certificates: try database.certificates(),
      revocations: try database.revocations(of: stored.account.fingerprint), now: now)
  }

  /// Makes them anew.
  /// - Throws: `StoreError`, `GnuTLSError`.
  mutating func renewSiblings(_ archive: Archive) throws {
    renewed = try SiblingRenewal.renew(dueSiblings(), archive: archive, now: now)
  }
}
