import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

/// Makes statements of the account's own log on this device, one on top of the other, with the account key and this
/// device's signing key.
struct AccountAuthor {
  private(set) var log: AccountLog
  private let account: PrivateKey
  private let device: (id: DeviceID, key: PrivateKey)?
  /// Whether what this device says counts at once.
  private let isMature: Bool
  private let now: UnixTime

  /// - Parameter rows: the keys at hand.
  /// - Returns: nil where the account has no log yet.
  /// - Throws: `StoreError.keyDamaged`, `GnuTLSError`.
  init?(_ knowledge: AccountKnowledge, archive: Archive, rows: [StoredKey], vault: KeyVault) throws {
    guard let log = knowledge.log else { return nil }
    self.log = log
    account = archive.accountKey
    device = try rows.inUse(.signing).map { row in
      (id: knowledge.stored.deviceID, key: try PrivateKey(serialised: vault.open(row)))
    }
    isMature = knowledge.isMature
    now = knowledge.now
  }

  /// A device is out. Deliberate: in the account's name alone where this device's own word does not count yet. A
  /// revocation must not wait.
  /// - Throws: as `StatementMaker.make`.
  mutating func revoke(_ plan: RevocationPlan) throws {
    try say(try plan.statement(log), as: isMature ? deviceAuthor ?? .account : .account)
  }

  /// New shared keys.
  /// - Parameter keys: their DER SPKIs.
  /// - Throws: as `StatementMaker.make`.
  mutating func change(_ change: ReceiveKeyChange, keys: [[UInt8]]) throws {
    guard let author = deviceAuthor else { return }
    try say(.receiveKey(change), as: author, keys: keys)
  }

  private var deviceAuthor: StatementMaker.Author? { device.map { .device($0.id, $0.key, .pss) } }

  private mutating func say(_ content: StatementContent, as author: StatementMaker.Author, keys: [[UInt8]] = []) throws
  {
    let followed = log.state(at: now).account
    // While others wait with the account key that this device has, a revocation must not: this device says it alone,
    // under the key that they follow.
    var isEarly = false
    if case .deviceRevoked = content { isEarly = AccountFingerprint(of: account.publicKey) != followed }
    let maker =
      isEarly
      ? StatementMaker(log: log, author: author, account: nil, under: followed)
      : StatementMaker(log: log, author: author, account: account)
    try log.takeOwn(maker.make(content), keys: maker.keys + keys, now: now)
  }
}
