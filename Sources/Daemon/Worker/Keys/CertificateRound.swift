import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

/// The certificates of an account and of this device that are renewed while its archive is open; see
/// `CertificateUpkeep`.
struct CertificateRound {
  let upkeep: CertificateUpkeep
  /// As they will be.
  let account: StoredAccount
  let device: Device
  let deviceFile: Secret

  /// Nil where nothing is due.
  /// - Throws: `StoreError`, `FileError`, `GnuTLSError`.
  init?(_ folder: AccountFolder, _ database: AccountDatabase, _ archive: inout Archive, now: UnixTime) throws {
    let file = try folder.device()
    var account = try database.account()
    let revocations = try database.revocations(of: account.account.fingerprint)
    guard let upkeep = try CertificateUpkeep(&archive, device: file.chain, revocations: revocations, now: now) else {
      return nil
    }
    var device = try database.device(account.deviceID)
    let since = account.account.createdAt
    account.account = try Account(archive: archive)
    account.account.createdAt = since
    device.certificate = upkeep.chain[0]
    self.upkeep = upkeep
    self.account = account
    self.device = device
    deviceFile = try DeviceFile.serialise(key: file.key, chain: upkeep.chain)
  }

  func save(_ writer: AccountWriter) throws {
    try writer.save(account)
    try writer.save(device)
  }
}
