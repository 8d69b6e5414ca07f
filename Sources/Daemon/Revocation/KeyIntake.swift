import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// Takes in keys that another device of the account handed to this one.
struct KeyIntake {
  enum Result: Sendable {
    case taken
    /// The log does not name them yet; it may be on its way.
    case early
    /// Nothing new.
    case known
    case refused(String)
  }

  let desk: AccountDesk
  let database: AccountDatabase
  /// This device's own.
  let wraps: [ReceiveKey]
  let now: UnixTime

  /// Whether it is sealed to this device: only its account's other devices have reason to.
  static func isForThisDevice(_ content: String, _ wraps: [ReceiveKey]) -> Bool {
    accountHandover(content, wraps) != nil || sharedHandover(content, wraps) != nil
  }

  private static func sharedHandover(_ content: String, _ wraps: [ReceiveKey]) -> KeyHandover? {
    // Why one key does not open it is of no use: another one may.
    wraps.lazy.compactMap { try? SealedHandover.open(content, with: $0) }.first
  }

  private static func accountHandover(_ content: String, _ wraps: [ReceiveKey]) -> AccountHandover? {
    wraps.lazy.compactMap { try? SealedAccountHandover.open(content, with: $0) }.first  // likewise
  }

  /// - Parameter content: of a message of type `keys`, by this account.
  /// - Throws: `StoreError`.
  func take(_ content: String) throws -> Result {
    if let account = Self.accountHandover(content, wraps) { return try take(account) }
    guard let handover = Self.sharedHandover(content, wraps) else {
      return .refused("the keys are sealed to another device")
    }
    guard let log = try database.ownLog() else { return .early }
    let stored = try database.account()
    let rows = try database.keys()
    let failures = HandoverVerifier.failures(
      of: handover, account: log.account, device: stored.deviceID,
      held: Set(rows.filter { $0.purpose == .receive }.map { KeyID($0.keyID) }),
      change: log.state(at: now).receiveKey)
    // What brings nothing new is no offence: it is sent again as long as it is in use.
    if failures.contains(.alreadyHere) { return .known }
    if !failures.isEmpty, Set(failures).isSubset(of: [.notInLog, .notRecipient]) { return .early }
    guard failures.isEmpty else { return .refused("the keys are not taken: \(failures.map(\.rawValue))") }
    try save(handover, stored, rows)
    return .taken
  }

  /// An account key that another device made. It is kept until the log follows it, and comes into use then: see
  /// `AccountTakeover`.
  private func take(_ handover: AccountHandover) throws -> Result {
    guard let log = try database.ownLog(), let successor = handover.successor else { return .early }
    let stored = try database.account()
    let present = try database.device(stored.deviceID).certificate.publicKey
    let signing = try database.keys().inUse(.signing)?.certificate?.publicKey
    let failures = AccountHandoverVerifier.failures(
      of: handover, account: log.account, key: present, signing: signing, state: log.state(at: now), now: now)
    if failures == [.notInLog] { return .early }
    guard Set(failures).isSubset(of: [.notFollowed]) else {
      return .refused("the account's new key is not taken: \(failures.map(\.rawValue))")
    }
    let (name, text) = (AccountTakeover.name(successor), SealedAccountHandover.text(of: handover))
    guard stored.account.fingerprint != successor, try database.setting(name) != text else { return .known }
    let id = JamiID(of: handover.chain[1].publicKey)
    try database.write { writer in
      try writer.set(name, text)
      try writer.set(AccountTakeover.markName, successor.text)
      try writer.append(
        AccountEvent(
          at: now, kind: .keysReceived,
          text: stored.scheme == .none || handover.sealedKeys.isEmpty
            ? "another device handed over the account's new key, and the ID \(id)"
            : "another device handed over the account's new key, and the ID \(id): it comes into use here with the "
              + "archive's password (signet unlock)",
          details: ["newId": id.text]))
    }
    return .taken
  }

  private func save(_ handover: KeyHandover, _ stored: StoredAccount, _ rows: [StoredKey]) throws {
    let vault = KeyVault(dataKey: try desk.accounts.data.dataKey(), account: desk.folder.id)
    var present = rows
    var changes: [StoredKey] = []
    for handed in handover.keys {
      guard let purpose = handed.purpose.stored else { continue }
      let key = try PrivateKey(serialised: handed.key)
      let same = present.filter { $0.purpose == purpose }
      guard !same.contains(where: { KeyID($0.keyID) == KeyID(ofSPKI: key.publicKey.spki) }) else { continue }
      // Two devices may have given one number to two keys, each not knowing of the other: the log says which counts,
      // and here that one has to be the highest.
      let highest = same.map(\.generation).max() ?? 0
      let row = try vault.seal(
        key, purpose: purpose, generation: max(Int(handed.generation), highest + 1), createdAt: now)
      for var old in same where old.isInUse {
        old.retiredAt = now
        changes.append(old)
      }
      changes.append(row)
      present.append(row)
    }
    var revocations = try database.revocations(of: stored.account.fingerprint)
    if let der = handover.revocationList, let list = try? RevocationList(der: der) {  // a bad one says nothing
      _ = revocations.apply(
        list, account: stored.account.certificate, known: try database.certificates().flatMap(\.value))
    }
    let (written, set) = (changes, revocations)
    try database.write { writer in
      for row in written { try writer.save(row) }
      try writer.add(set)
      try writer.append(
        AccountEvent(
          at: now, kind: .keysReceived, text: "another device handed over the account's new keys",
          details: ["generation": String(handover.generation)]))
    }
  }
}

extension KeyHandover.Purpose {
  /// Nil for the account key, which is never in the database.
  fileprivate var stored: KeyPurpose? {
    switch self {
    case .receive: .receive
    case .sync: .sync
    case .account: nil
    }
  }
}
