import AccountStore
import GnuTLS
import Identity
import Platform

/// Certificates of this device, a leaf, that are better than those in their places: a full device has made and sent
/// them. They take their places also after the end of the old ones.
struct CertificateInstall {
  /// Setting: certificates of the account and of its authority as they were told, PEM.
  static let chainName = "account.chain.told"

  /// As they will be.
  let account: StoredAccount
  let device: Device
  /// Nil where it stays.
  let signing: StoredKey?
  /// Device, account, and where there is one the authority.
  let chain: [Certificate]

  /// Nil where there is nothing better. What begins later, by a clock that is ahead elsewhere, has to wait.
  /// - Throws: `StoreError`.
  init?(_ database: AccountDatabase, now: UnixTime) throws {
    var stored = try database.account()
    let key = stored.account.certificate.publicKey
    let revocations = try database.revocations(of: stored.account.fingerprint)
    guard !revocations.revokes(key: stored.deviceID) else { return nil }
    var record = try database.device(stored.deviceID)
    let own = try database.certificates()[stored.deviceID, default: []]
      .filter { $0.isSigned(by: key) && $0.notBefore <= now }
    var isBetter = false
    if let newer = ChainUpdate.newer(try Self.toldChain(database), than: stored.account.chain),
      newer.allSatisfy({ $0.notBefore <= now })
    {
      stored.account.certificate = newer[0]
      stored.account.authority = newer[1]
      isBetter = true
    }
    if let newest = own.filter({ DeviceID(of: $0.publicKey) == record.id }).newest,
      newest.notAfter > record.certificate.notAfter
    {
      record.certificate = newest
      isBetter = true
    }
    var signing: StoredKey?
    if var row = try database.keys().inUse(.signing), let present = row.certificate,
      let newest = own.filter({ $0.publicKey == present.publicKey }).newest, newest.notAfter > present.notAfter
    {
      row.certificate = newest
      signing = row
      isBetter = true
    }
    guard isBetter else { return nil }
    account = stored
    device = record
    self.signing = signing
    chain = [record.certificate] + stored.account.chain
  }

  /// - Throws: `StoreError`.
  static func toldChain(_ database: AccountDatabase) throws -> [Certificate] {
    guard let text = try database.setting(chainName) else { return [] }
    return (try? Certificate.list(pem: Array(text.utf8))) ?? []  // it was written here; damaged, it comes again
  }

  /// - Throws: `StoreError`.
  func save(_ writer: AccountWriter) throws {
    try writer.save(account)
    try writer.save(device)
    if let signing { try writer.save(signing) }
  }
}
