import GnuTLS
import Identity
import Platform
import Sealing
import Testing

@testable import Daemon

/// An account before and after one of its devices was lost: every key on that device's disk and in its memory, and what
/// a contact that knows of the revocation goes by.
struct LostDevice {
  /// The kinds of keys that somebody who has the device has.
  enum Held: String, CaseIterable, Sendable {
    case device, signing, wrap
    /// Shared by the account's devices, until the revocation.
    case receive, sync
    /// In the archive, which only a full device has.
    case account, authority, recovery
    /// Made by whoever has the device.
    case own
  }

  /// 2026-11-21.
  static let birth = UnixTime(seconds: 1_795_219_200)
  static let now = birth.adding(seconds: 10 * 86_400)
  static let seed = [UInt8](repeating: 3, count: 32)

  let role: DeviceRole
  /// RSA keys by kind; there is none for `recovery`.
  let keys: [Held: PrivateKey]
  let recovery: Ed25519PrivateKey
  let newRecovery: Ed25519PrivateKey
  let phone: (device: PrivateKey, signing: PrivateKey, wrap: PrivateKey)
  /// After the revocation: the same as before where the device never held it.
  let account: PrivateKey
  let receive: PrivateKey
  let sync: PrivateKey
  let oldAccount: PrivateKey
  /// Present and former certificate of the account.
  let certificate: Certificate
  let oldCertificate: Certificate
  /// Of the device's signing key, by the account key of then.
  let signingCertificate: Certificate
  let phoneCertificate: Certificate
  /// What the contact knew before, and what it knows now.
  let before: AccountLog
  let log: AccountLog
  let handover: KeyHandover

  var id: DeviceID { device(.device) }
  var phoneID: DeviceID { DeviceID(of: phone.device.publicKey) }
  var kinds: [Held] { role == .full ? Held.allCases : [.device, .signing, .wrap, .receive, .sync, .own] }
  /// Those of them that are RSA keys, with the key.
  var held: [(kind: Held, key: PrivateKey)] { kinds.compactMap { kind in keys[kind].map { (kind, $0) } } }

  private func device(_ kind: Held) -> DeviceID { DeviceID(of: (keys[kind] ?? oldAccount).publicKey) }

  static func key(_ number: Int) -> PrivateKey { TestKeys.load("rsa4096-\(number)") }

  /// - Parameter role: a full device has the account's keys too, and a rotation follows its revocation.
  init(_ role: DeviceRole) throws {
    self.role = role
    let authority = Self.key(1)
    let account = Self.key(2)
    phone = (Self.key(3), Self.key(4), Self.key(5))
    let lost = (device: Self.key(6), signing: Self.key(7), wrap: Self.key(8))
    let shared = (receive: Self.key(9), sync: Self.key(10))
    receive = Self.key(13)
    sync = Self.key(14)
    recovery = try Ed25519PrivateKey(seed: Secret(copying: Self.seed))
    newRecovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 4, count: 32)))
    oldAccount = account
    keys = [
      .device: lost.device, .signing: lost.signing, .wrap: lost.wrap, .receive: shared.receive, .sync: shared.sync,
      .account: account, .authority: authority, .own: Self.key(15),
    ]
    let root = try CertificateIssuer.authority(key: authority, now: Self.birth)
    oldCertificate = try CertificateIssuer.account(
      key: account.publicKey, authority: root, authorityKey: authority, now: Self.birth)
    signingCertificate = try Self.certificate(of: lost.signing, account: oldCertificate, accountKey: account)
    if role == .full {
      let newAuthority = Self.key(12)
      let newRoot = try CertificateIssuer.authority(key: newAuthority, now: Self.now)
      self.account = Self.key(11)
      certificate = try CertificateIssuer.account(
        key: self.account.publicKey, authority: newRoot, authorityKey: newAuthority, now: Self.birth)
    } else {
      self.account = account
      certificate = oldCertificate
    }
    phoneCertificate = try Self.certificate(of: phone.signing, account: certificate, accountKey: self.account)

    let phoneKeys = try DeviceKeys(
      device: DeviceID(of: phone.device.publicKey), signing: KeyID(ofSPKI: phone.signing.publicKey.spki),
      wrap: KeyID(ofSPKI: phone.wrap.publicKey.spki))
    let lostKeys = try DeviceKeys(
      device: DeviceID(of: lost.device.publicKey), signing: KeyID(ofSPKI: lost.signing.publicKey.spki),
      wrap: KeyID(ofSPKI: lost.wrap.publicKey.spki))
    let genesis = try GenesisMaker.found(account: account, recovery: recovery, device: phoneKeys)
    var log = AccountLog(account: AccountFingerprint(of: account.publicKey), genesis: genesis.id)
    var spkis = [account, phone.signing, lost.signing, self.account].map(\.publicKey.spki)
    spkis += [recovery.publicKey.spki, newRecovery.publicKey.spki]
    #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: Self.birth) == [])
    let author = StatementMaker.Author.device(phoneKeys.device, phone.signing, .pss)
    func say(
      _ content: StatementContent, recovery: Ed25519PrivateKey? = nil, successor: PrivateKey? = nil, at: UnixTime
    )
      throws
    {
      let maker = StatementMaker(log: log, author: author, account: account, recovery: recovery)
      let entry = try maker.make(content, successor: successor)
      #expect(log.receive([entry], keys: spkis, checker: StatementSignatures(), now: at) == [])
    }
    try say(
      .deviceAdded(AddedDevice(keys: lostKeys, role: role, method: .approved, approver: phoneKeys.device)),
      at: Self.birth)
    let then = Self.now.adding(seconds: -3600)
    before = log
    try say(
      .deviceRevoked(
        RevokedDevice(
          device: lostKeys.device, keys: lostKeys.all, reason: .stolen, lastAccepted: nil)), at: then)
    let change = try ReceiveKeyChange(
      generation: 2, receive: KeyID(ofSPKI: receive.publicKey.spki), sync: KeyID(ofSPKI: sync.publicKey.spki),
      recipients: [phoneKeys.device])
    try say(.receiveKey(change), at: then)
    if role == .full {
      let succession = Succession(
        new: AccountFingerprint(of: self.account.publicKey), recovery: KeyID(ofSPKI: newRecovery.publicKey.spki))
      try say(.succession(succession), recovery: recovery, successor: self.account, at: then)
    }
    self.log = log
    handover = try KeyHandover(
      account: log.account, device: phoneKeys.device, generation: 2,
      keys: [
        .init(purpose: .receive, generation: 2, key: receive.pkcs8DER()),
        .init(purpose: .sync, generation: 2, key: sync.pkcs8DER()),
      ])
  }

  static func certificate(
    of key: PrivateKey, account: Certificate, accountKey: PrivateKey
  ) throws -> Certificate {
    try CertificateIssuer.device(
      request: SigningCertificate.request(for: key), account: account, accountKey: accountKey, now: birth)
  }

  /// What the contact goes by: its pin followed to the present account key, the log, and all that it revokes.
  func context(_ log: AccountLog? = nil, account: PublicKey? = nil) -> VerificationContext {
    let book = LogBook(log ?? self.log, now: Self.now)
    let key = account ?? certificate.publicKey
    var revocations = RevocationSet(account: AccountFingerprint(of: key))
    for revoked in book.state.revokedKeys { revocations.revoke(key: revoked, at: Self.now) }
    return VerificationContext(
      account: key, knownCertificates: [signingCertificate], revocations: revocations,
      standing: { book.standing(signing: KeyID($0), now: Self.now) }, now: Self.now)
  }
}
