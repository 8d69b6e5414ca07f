import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// What the keys of an account and of this device should be, against what is there: found out without writing anything,
/// and then worked off.
struct KeyPlan {
  /// Where a key is: no two have one place.
  private struct Place: Hashable {
    let purpose: KeyPurpose
    let generation: Int
  }

  let vault: KeyVault
  let account: Account
  private(set) var revocations: RevocationSet
  let now: UnixTime
  private let isRevoked: Bool
  /// Every key, as it will be.
  private(set) var rows: [StoredKey]
  /// Things that the person should know, one sentence each.
  var warnings: [String] = []
  /// Finds a signing key on a token; nil where its PIN is not at hand.
  var tokens: (StoredKey) -> PrivateKey? = { _ in nil }
  private var changed: Set<Place> = []
  /// Whether somebody asked for other keys of this device: those that they replace are revoked.
  var replaces = false

  /// - Throws: `StoreError`, `FileError` of the data key.
  init(_ data: DataFolder, _ database: AccountDatabase, now: UnixTime) throws {
    let stored = try database.account()
    account = stored.account
    // Deliberate: its first ID. The present one changes with the account key, and sealed keys stay what they are.
    vault = KeyVault(dataKey: try data.dataKey(), account: try database.jamiIDs()[0])
    revocations = try database.revocations(of: account.fingerprint)
    isRevoked = revocations.revokes(key: stored.deviceID)
    rows = try database.keys()
    self.now = now
  }

  /// What the database has to take in.
  var changes: [StoredKey] { rows.filter { changed.contains(Place(purpose: $0.purpose, generation: $0.generation)) } }

  /// What keys have to be made for.
  ///
  /// Deliberate: nothing on a device that was thrown out. It must not give itself keys that are not revoked.
  var missing: [KeyPurpose] { isRevoked ? [] : KeyPurpose.allCases.filter { present($0) == nil } }

  /// Takes a key that was just made; the ones before it for the same purpose are retired.
  /// - Parameters:
  ///   - archive: has the account key, which certifies a signing key. A shared key is put into it by `unite`.
  ///   - lowest: its generation is above this one.
  /// - Throws: `IdentityError`, `GnuTLSError`, `SystemError`.
  mutating func take(
    _ key: PrivateKey, for purpose: KeyPurpose, archive: Archive, above lowest: Int = 0
  ) throws {
    var certificate: Certificate?
    if purpose == .signing {
      certificate = try SigningCertificate.issue(
        try SigningCertificate.request(for: key), account: archive.account, accountKey: archive.accountKey,
        revocations: revocations, now: now)
    }
    put(
      try vault.seal(
        key, purpose: purpose, generation: next(purpose, above: lowest), certificate: certificate, createdAt: now))
    retireOld(purpose)
  }

  /// Takes a signing key that was just made on a token.
  /// - Throws: as the other.
  mutating func take(_ key: TokenKey, archive: Archive) throws {
    put(
      try key.stored(
        generation: next(.signing), archive: archive, revocations: revocations, now: now))
    retireOld(.signing)
  }

  /// Gives a signing key on a token a new certificate where two thirds of the old one's life are over. Deliberate: not a
  /// new key, as one that is here gets. For that the token and its PIN would have to be there, on a day of our choosing.
  /// - Throws: `GnuTLSError`.
  mutating func renewTokenCertificate(_ archive: Archive) throws {
    guard var key = rows.inUse(.signing), key.token != nil, let certificate = key.certificate,
      certificate.isSigned(by: archive.account.publicKey)
    else { return }
    switch RenewalPolicy.decide(device: certificate, revocations: revocations, now: now) {
    case .waitUntil, .refused: return
    case .due, .overdue: break
    }
    key.certificate = try CertificateIssuer.renewed(
      certificate, issuer: archive.account, issuerKey: archive.accountKey, now: now)
    put(key)
  }

  /// Revokes this device's own keys that were just retired, where somebody asked for others. The account's revocation
  /// list names the certificates.
  /// - Throws: `IdentityError.revocationListUnverified`, `otherAccount`; `GnuTLSError`, `StoreError`.
  mutating func revokeReplaced(_ archive: inout Archive, _ database: AccountDatabase) throws {
    let replaced = changes.filter { !$0.purpose.isShared && $0.retiredAt == now }
    guard replaces, !replaced.isEmpty else { return }
    let certificates = try database.certificates().flatMap(\.value)
    var set = try revocations.merging(archive.revocations(known: certificates))
    for key in replaced { set.revoke(key: KeyID(key.keyID), at: now) }
    for certificate in certificates { set.learn(certificate, account: archive.account) }
    if !CumulativeList.covers(archive.revocationList, set) {
      let list = try CumulativeList.issue(set, account: archive.account, accountKey: archive.accountKey, now: now)
      // Its number and date too: no list of this account goes below them again.
      _ = set.apply(list, account: archive.account)
      archive.revocationList = list
    }
    revocations = set
  }

  /// Opens the key in use as it will be stored, and has it sign once. The one before goes only then.
  /// - Throws: `StoreError.keyDamaged`, `GnuTLSError`.
  func requireWorking(_ purpose: KeyPurpose) throws {
    guard let row = rows.inUse(purpose) else { return }
    let isWorking = try PrivateKey(serialised: vault.open(row)).isWorking(with: .rsaPSSSHA256)
    guard isWorking else { throw StoreError(.keyDamaged, "the new \(purpose.rawValue) key does not sign") }
  }

  /// Has this device's signing certificates issued by the account key that follows. The keys stay.
  /// - Throws: `IdentityError.otherAccount`, `deviceRevoked`; `GnuTLSError`.
  mutating func recertify(from previous: Certificate, archive: Archive, revocations: RevocationSet) throws {
    for var key in rows where key.purpose == .signing && key.isInUse {
      guard let certificate = key.certificate else { continue }
      key.certificate = try AccountRotation.certificate(
        certificate, from: previous, archive: archive, revocations: revocations, now: now)
      put(key)
    }
  }

  private func next(_ purpose: KeyPurpose, above lowest: Int = 0) -> Int {
    max(lowest, rows.filter { $0.purpose == purpose }.map(\.generation).max() ?? 0) + 1
  }

  /// Adds a key, or puts it in the place of the same one.
  mutating func put(_ key: StoredKey) {
    rows.removeAll { $0.purpose == key.purpose && $0.generation == key.generation }
    rows.append(key)
    changed.insert(Place(purpose: key.purpose, generation: key.generation))
  }

  /// Only the highest generation is in use.
  mutating func retireOld(_ purpose: KeyPurpose) {
    let all = rows.filter { $0.purpose == purpose }
    guard let highest = all.map(\.generation).max() else { return }
    for var key in all where key.generation < highest && key.isInUse {
      key.retiredAt = now
      put(key)
    }
  }

  /// A key's file; nil when it cannot be opened, for instance because the data key is another one than it was.
  func opened(_ key: StoredKey) throws -> Secret? {
    do {
      return try vault.open(key)
    } catch let error as StoreError where error.kind == .keyDamaged {
      return nil
    }
  }

  /// A signing key to sign with; nil when it cannot be had.
  func signingKey(_ key: StoredKey) throws -> PrivateKey? {
    if key.token != nil { return tokens(key) }
    return try opened(key).map { try PrivateKey(serialised: $0) }
  }

  /// The key in use for a purpose, if it still serves it.
  private func present(_ purpose: KeyPurpose) -> StoredKey? {
    let highest = rows.filter { $0.purpose == purpose }.max { $0.generation < $1.generation }
    // One on a token is never replaced without being asked: see `renewTokenCertificate`.
    if let key = highest, key.isInUse, key.token != nil { return key }
    guard let key = highest, key.isInUse, !revocations.revokes(key: key.keyID) else { return nil }
    guard (try? vault.open(key)) != nil else { return nil }  // why it does not open is of no use: a new one is made
    if purpose == .signing {
      guard let certificate = key.certificate, certificate.isSigned(by: account.certificate.publicKey),
        case .waitUntil = RenewalPolicy.decide(device: certificate, revocations: revocations, now: now)
      else { return nil }
    }
    return key
  }
}
