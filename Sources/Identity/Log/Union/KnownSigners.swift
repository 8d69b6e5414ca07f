/// Which keys may have signed something in a log, by what the log itself names. That is a first sieve against
/// strangers who fill the log; what a signature is worth is decided in the replay.
struct KnownSigners: Sendable, Hashable {
  private var accounts: Set<AccountFingerprint>
  private var signing: [DeviceID: Set<KeyID>] = [:]
  private var recovery: Set<KeyID> = []

  init(account: AccountFingerprint) { accounts = [account] }

  /// Notes the keys that a statement of the log names.
  mutating func learn(_ statement: Statement) {
    switch statement.content {
    case .genesis(let genesis):
      guard let founding = genesis.founding else { return }
      recovery.insert(founding.recovery)
      signing[founding.device.device, default: []].insert(founding.device.signing)
    case .deviceAdded(let added): signing[added.keys.device, default: []].insert(added.keys.signing)
    case .succession(let succession):
      accounts.insert(succession.new)
      if let key = succession.recovery { recovery.insert(key) }
    case .recoveryKey(let key): recovery.insert(key)
    case .deviceRevoked, .receiveKey, .objection, .countersignature, .unknown: break
    }
  }

  /// Whether each signature is of a key that fits its role, and at least one of a key that was known before.
  func admit(_ entry: SignedStatement) -> Bool {
    var withEntry = self
    withEntry.learn(entry.statement)
    return entry.signatures.allSatisfy { withEntry.fits($0, entry.statement) }
      && entry.signatures.contains { $0.role != .successor && fits($0, entry.statement) }
  }

  private func fits(_ signature: StatementSignature, _ statement: Statement) -> Bool {
    switch signature.role {
    case .account: accounts.contains(statement.account) && signature.key == KeyID(statement.account)
    case .device: statement.author.device.flatMap { signing[$0] }?.contains(signature.key) ?? false
    case .recovery: recovery.contains(signature.key)
    case .successor:
      if case .succession(let succession) = statement.content {
        signature.key == KeyID(succession.new)
      } else {
        false
      }
    }
  }
}
