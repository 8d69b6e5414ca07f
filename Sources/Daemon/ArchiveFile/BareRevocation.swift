import AccountArchive
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Sealing

/// Throws a device out by an archive alone, on a machine that is no device of the account and knows nothing else of it.
///
/// The revocation is in the account's name: the archive holds its key. Deliberate: without a device's number, so two
/// such machines, which know nothing of each other, do not contradict each other.
struct BareRevocation {
  let archive: Archive
  let now: UnixTime

  /// - Throws: `IdentityError`; `APIError.badRequest`; `GnuTLSError` of a certificate that is none.
  func make(_ order: RevocationOrder) throws -> MadeRevocation {
    let reason = try RevokedDevice.Reason(parsing: order.reason)
    let certificate = try order.certificate.map { try Self.certificate($0) }
    let log = try log()
    let state = log.state(at: now)
    let carried = CarriedDevices(archive, log: log, state: state)
    let certificates = carried?.certificates ?? [:]
    var set = try archive.revocations(known: [certificate].compactMap { $0 } + certificates.flatMap(\.value))
    for key in state.revokedKeys { set.revoke(key: key, at: now) }
    let known = KnownDevice.all(
      records: [], log: state, keysInLog: log.keysOfDevices, certificates: certificates,
      notes: carried?.notes ?? [], revocations: set)
    var device = try device(order.device, known, certificate)
    if let certificate, !device.certificates.contains(certificate) { device.certificates.append(certificate) }
    let plan = try RevocationPlan(
      throwing: device, of: known, present: nil, reason: reason, rotatesAccount: false)
    let list = try CumulativeList.issue(
      plan.added(to: set, at: now), account: archive.account, accountKey: archive.accountKey, now: now)
    let maker = StatementMaker(log: log, author: .account, account: archive.accountKey)
    let entry = try maker.make(try plan.statement(log))
    let whole = log.ordered.map(\.signed).filter(Self.belongs) + [entry]
    let keys = Set(whole.flatMap { log.keys(of: $0) } + maker.keys).sorted { $0.lexicographicallyPrecedes($1) }
    func bundle(_ entries: [SignedStatement], _ keys: [[UInt8]]) -> String {
      RevocationBundle(account: log.account, genesis: log.genesis, list: list.der, keys: keys, entries: entries).text
    }
    return MadeRevocation(
      deviceId: device.id.text, bundle: bundle(whole, keys), short: bundle([entry], []),
      serials: list.entries.map { Hex.text(of: $0.serial) }, isNamed: !plan.serials.isEmpty)
  }

  /// What the archive carries; of one that Jami wrote the log that every restore of it makes.
  private func log() throws -> AccountLog {
    if let carried = try SignetFields.readable(in: archive)?.log {
      return carried.log(checker: StatementSignatures(), now: now)
    }
    let genesis = try GenesisMaker.derive(account: archive.accountKey)
    var log = AccountLog(account: genesis.statement.account, genesis: genesis.id)
    _ = log.receive(
      [genesis], keys: [archive.account.publicKey.spki], checker: StatementSignatures(), now: now)
    return log
  }

  /// One that the log does not know is named by its whole ID or by its certificate: Jami's archives name no devices.
  private func device(
    _ typed: String, _ known: [KnownDevice], _ certificate: Certificate?
  ) throws -> KnownDevice {
    if let certificate {
      guard certificate.isSigned(by: archive.account.publicKey) else {
        throw IdentityError(.otherAccount, "the certificate is not one of a device of this account")
      }
      guard DeviceID(of: certificate.publicKey).text.hasPrefix(typed.lowercased()) else {
        throw IdentityError(.deviceUnknown, "the certificate is another device's than \(typed)")
      }
    }
    let id = certificate.map { DeviceID(of: $0.publicKey) } ?? DeviceID(typed)
    if let id, !known.contains(where: { $0.id == id }) {
      return KnownDevice(id: id, name: nil, role: .full, standing: .active)
    }
    return try DeviceSelection.device(typed, among: known)
  }

  /// What somebody needs who has never seen the log: how it begins, and who is in and out.
  private static func belongs(_ entry: SignedStatement) -> Bool {
    switch entry.statement.content {
    case .genesis, .deviceAdded, .deviceRevoked, .succession, .recoveryKey, .objection, .countersignature: true
    case .receiveKey, .unknown: false
    }
  }

  private static func certificate(_ bytes: [UInt8]) throws -> Certificate {
    if bytes.first == 0x30 { return try Certificate(der: bytes) }
    guard let first = try Certificate.list(pem: bytes).first else {
      throw APIError(.badRequest, "the file holds no certificate")
    }
    return first
  }
}
