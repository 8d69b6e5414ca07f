import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Linking
import Platform
import Sealing

/// This machine under another device ID, put together before anything is written: its certificates, what the log and the
/// revocation list say, and the records of both devices.
struct DeviceReplacement {
  private(set) var archive: Archive
  /// The new device's certificate, and those above it.
  let chain: [Certificate]
  /// The one that it is from now on, and the one that it was.
  let device: Device
  let former: Device
  private(set) var warnings: [String]
  private let account: StoredAccount
  private let log: AccountLog
  private let revocations: RevocationSet
  private let plan: KeyPlan
  /// Those of the former device; and its own.
  private let retired: [StoredKey]
  private let own: [StoredKey]

  private var now: UnixTime { plan.now }

  /// - Parameters:
  ///   - keys: just made.
  ///   - requests: for them.
  ///   - signer: the former device's signing key: it says whose place the new one takes.
  ///   - present: what is at hand.
  /// - Throws: `IdentityError.rotationRefused` where others would not count the new device; others, `GnuTLSError`,
  ///   `StoreError`.
  init(
    _ keys: JoiningKeys, requests: LinkRequests, former signer: (key: PrivateKey, algorithm: DeviceKeys.Signing),
    archive present: Archive, plan keyPlan: KeyPlan, database: AccountDatabase
  ) throws {
    var (archive, plan) = (present, keyPlan)
    let now = plan.now
    let knowledge = try AccountKnowledge(database, archive: archive, now: now)
    guard let log = knowledge.log else { throw RecoveryKeys.pending }
    var stored = knowledge.stored
    var before = try database.device(stored.deviceID)
    let known = try Self.known(stored.deviceID, knowledge)
    let enrolled = try Enrolment.enrol(
      archive: archive, request: requests.device, deviceName: before.name, role: .full, method: .approved,
      revocations: knowledge.revocations, now: now)
    let signing = try SigningCertificate.issue(
      requests.signing, account: archive.account, accountKey: archive.accountKey, revocations: knowledge.revocations,
      now: now)
    let out = try RevocationPlan(
      throwing: known, of: knowledge.devices, present: nil, reason: .superseded, rotatesAccount: false)
    self.log = try Self.log(log, requests, knowledge, out, signer: signer, account: archive.accountKey)
    var revocations = out.added(to: knowledge.revocations, at: now)
    let list = try CumulativeList.issue(
      revocations, account: archive.account, accountKey: archive.accountKey, now: now)
    _ = revocations.apply(list, account: archive.account)
    archive.revocationList = list
    self.revocations = revocations

    retired = plan.rows.filter { !$0.purpose.isShared && $0.isInUse }.map { row in
      var row = row
      row.retiredAt = now
      return row
    }
    own = try keys.rows(plan.vault, signing: signing, above: plan.rows, now: now)
    _ = try plan.unite(&archive)
    var next = enrolled.device
    next.platform = before.platform ?? MachinePlatform.text
    before.platform = next.platform
    before.state = .superseded
    (device, former, chain) = (next, before, enrolled.chain)
    stored.deviceID = next.id
    stored.receipt = enrolled.receipt
    account = stored

    _ = try archive.take(self.log)
    var certificates = try database.certificates()
    certificates[next.id, default: []] += [next.certificate, signing]
    let others = try database.devices().filter { $0.id != before.id }
    _ = try archive.take(
      ArchivedDevices(
        notes: try DeviceNews.notes(others + [before, next], this: next.id), certificates: certificates))
    self.archive = archive
    self.plan = plan
    warnings = plan.warnings
    let waiting = try database.openOutbox().filter { $0.kind == .message }.count
    if waiting > 0 { warnings.append(Self.waiting(waiting)) }
  }

  /// The former device, which has to be one whose word counts: else nobody would take the new one for it.
  private static func known(_ id: DeviceID, _ knowledge: AccountKnowledge) throws -> KnownDevice {
    guard let known = knowledge.devices.first(where: { $0.id == id }), known.standing != .revoked else {
      throw IdentityError(.deviceRevoked, "this device was thrown out of the account")
    }
    return known
  }

  /// That the new device takes the former one's place, and then the former one's last word: it is out. Both are signed
  /// by the account key too.
  private static func log(
    _ present: AccountLog, _ requests: LinkRequests, _ knowledge: AccountKnowledge, _ out: RevocationPlan,
    signer: (key: PrivateKey, algorithm: DeviceKeys.Signing), account: PrivateKey
  ) throws -> AccountLog {
    let (former, now) = (out.device.id, knowledge.now)
    var log = present
    func say(_ content: StatementContent, naming keys: [[UInt8]] = []) throws {
      let maker = StatementMaker(
        log: log, author: .device(former, signer.key, signer.algorithm), account: account)
      try log.takeOwn(maker.make(content), keys: maker.keys + keys, now: now)
    }
    let spkis = [requests.device, requests.signing, requests.wrap].map(\.publicKey.spki)
    let keys = try DeviceKeys(
      device: requests.deviceID, signing: KeyID(ofSPKI: spkis[1]), wrap: KeyID(ofSPKI: spkis[2]),
      algorithm: requests.algorithm)
    try say(
      .deviceAdded(try AddedDevice(keys: keys, role: .full, method: .replacement, approver: former)), naming: spkis)
    try say(try out.statement(log))
    let state = log.state(at: now)
    guard state.device(keys.device)?.standing == .active, state.device(former)?.standing == .superseded else {
      throw refused
    }
    return log
  }

  static let refused = IdentityError(
    .rotationRefused, "nobody would count the new device: this one does not count for the account itself",
    hint: "have another device or the recovery kit vouch for it; `signet device list` tells how it stands")

  /// Whether the signing key, as it will be stored, signs.
  /// - Throws: `StoreError.keyDamaged`, `GnuTLSError`.
  func requireWorking(_ token: TokenKey?) throws {
    guard let row = own.inUse(.signing), let certificate = row.certificate else { return }
    let key =
      try token.map { try PrivateKey($0.request.publicKey, signer: $0.token) }
      ?? PrivateKey(serialised: plan.vault.open(row))
    try key.requireWorking(
      certifiedBy: certificate, "signing", with: row.algorithm == .pss ? .rsaPSSSHA256 : .rsaSHA256)
  }

  /// The records, in the one transaction.
  /// - Throws: `StoreError`.
  func record(_ writer: AccountWriter) throws {
    // While the account is still the former device's: their certificates are that one's.
    for key in plan.changes + retired { try writer.save(key) }
    try writer.save(account)
    for key in own { try writer.save(key) }
    try writer.save(former)
    try writer.save(device)
    try writer.add(revocations)
    try writer.save(log, isOwn: true, now: now)
  }

  var event: AccountEvent {
    AccountEvent(
      at: now, kind: .deviceRotated, text: "this device has new keys, and is the device \(device.id.text.prefix(8))",
      details: ["deviceId": device.id.text, "name": device.name, "supersedes": former.id.text])
  }

  private static func waiting(_ count: Int) -> String {
    "\(count) packet\(count == 1 ? " is" : "s are") not sent yet and signed by the keys of before: who hears of the new "
      + "ones first does not take \(count == 1 ? "it" : "them"); what does not arrive has to be sent again"
  }
}

extension PrivateKey {
  /// Signs once, and looks whether the signature is that of the certificate's key.
  /// - Throws: `APIError.backupNotEqual`, `GnuTLSError`.
  func requireWorking(
    certifiedBy certificate: Certificate, _ what: String, with algorithm: SignatureAlgorithm = .rsaSHA512
  ) throws {
    let probe = try Random.bytes(32)
    guard certificate.publicKey.isValid(try sign(probe, with: algorithm), for: probe, with: algorithm) else {
      throw APIError(
        .backupNotEqual, "the \(what) key that was written does not sign for its certificate",
        hint: "the old key is in place; check the disk and the memory of this machine")
    }
  }
}
