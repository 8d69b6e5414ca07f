import AccountArchive
import AccountStore
import DaemonAPI
import Ethereum
import Files
import GnuTLS
import Identity
import JOSE
import Linking
import Platform
import Sealing

/// What happens in the account when a link's digits were right: certificates, the log's statement, the records, and what
/// is handed to the new device. The records and the statement are one transaction, before anything is handed over.
struct LinkApproval {
  let bench: Workbench
  let folder: AccountFolder
  let requests: LinkRequests
  private let opened: OpenedArchive
  private let now = UnixTime.now()

  /// The new device.
  var device: DeviceID { requests.deviceID }

  /// Opens the archive, which may have changed while the digits were typed.
  /// - Throws: as `Workbench.open`.
  init(bench: Workbench, folder: AccountFolder, secret: ArchiveSecret, requests: LinkRequests) throws {
    self.bench = bench
    self.folder = folder
    self.requests = requests
    opened = try bench.open(folder.archivePath, with: secret)
  }

  /// Adds the device. When this returns it is one of the account's. One that was added already, by the same keys, is
  /// handed the same once more: its answer may have been lost.
  /// - Throws: `IdentityError.deviceRevoked`, `StoreError`, `LinkingError`, and others; nothing has changed then.
  func grant(_ role: DeviceRole, by method: AddedDevice.Method) throws -> GrantedLink {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    let stored = try database.account()
    let revocations = try database.revocations(of: stored.account.fingerprint).merging(try opened.archive.revocations())
    let enrolled = try Enrolment.enrol(
      archive: opened.archive, request: requests.device, deviceName: requests.name, role: role, method: .approved,
      revocations: revocations, now: now)
    let signing = try SigningCertificate.issue(
      requests.signing, account: opened.archive.account, accountKey: opened.archive.accountKey,
      revocations: revocations, now: now)
    guard !revocations.revokes(key: DeviceID(of: requests.wrap.publicKey)) else {
      throw IdentityError(.deviceRevoked, "the wrap key of the new device is revoked", hint: "it has to make a new one")
    }
    guard let known = try database.ownLog() else {
      throw MessagingError(
        .keysPending, "the account's log is not begun yet, and a new device has to be in it",
        hint: "`signet key make` begins it")
    }
    let newcomer = LinkNewcomer(requests: requests, role: role, state: known.state(at: now))
    let superseded = try newcomer.superseded(log: known, account: opened.archive.account.publicKey)
    let isNew = try newcomer.isNew()
    let handed = try handedKeys(try database.keys(), KeyVault(dataKey: try bench.data.dataKey(), account: folder.id))
    let log = isNew ? try adding(role, method, to: known, stored.deviceID, database) : known
    let others = try database.devices()
    var device = enrolled.device
    device.platform = try? PersonalName.checked(requests.platform)  // one that is none is not worth an error
    let record = device
    try database.write { writer in
      try writer.save(record)
      try writer.add([signing], of: record.id)
      guard isNew else { return }
      try writer.save(log, isOwn: true, now: now)
      try writer.append(event(role, stored.deviceID, superseded))
    }
    let answer = LinkAnswer(
      grant: role == .full ? .full(archive: try archiveFile()) : .leaf, chain: enrolled.chain, signing: signing,
      receipt: enrolled.receipt, displayName: stored.account.displayName, createdAt: stored.account.createdAt,
      ethereumAddress: stored.account.ethereumAddress, keys: handed,
      state: try LinkedState(database, log: log).json)
    return GrantedLink(
      answer: answer, result: result(role, superseded, log.state(at: now), newcomer.warnings(others, superseded)))
  }

  private func result(
    _ role: DeviceRole, _ superseded: DeviceID?, _ state: LogState, _ warnings: [String]
  ) -> OperationResult {
    var result = OperationResult(warnings: warnings)
    result.id = folder.id.text
    result.deviceId = device.text
    result.deviceName = requests.name
    result.role = role.rawValue
    result.supersedes = superseded?.text
    if case .pending(let until)? = state.device(device)?.standing {
      result.pendingUntil = until.seconds
      result.warnings.append(
        "this device was itself added less than a day ago, so nobody counts the new one before \(until.text); "
          + "an older device or the recovery key may countersign, and then it counts at once")
    }
    return result
  }

  /// The statement of the approval, on top of all that this device knows.
  private func adding(
    _ role: DeviceRole, _ method: AddedDevice.Method, to log: AccountLog, _ approver: DeviceID,
    _ database: AccountDatabase
  ) throws -> AccountLog {
    let signing = try bench.signingKey(folder, database)
    let maker = StatementMaker(
      log: log, author: .device(approver, signing, try database.keys().inUse(.signing)?.algorithm ?? .pss),
      account: opened.archive.accountKey)
    let added = try AddedDevice(
      keys: DeviceKeys(
        device: device, signing: KeyID(ofSPKI: requests.signing.publicKey.spki),
        wrap: KeyID(ofSPKI: requests.wrap.publicKey.spki), algorithm: requests.algorithm),
      role: role, method: method, approver: approver)
    var log = log
    let spkis = maker.keys + [requests.device, requests.signing, requests.wrap].map(\.publicKey.spki)
    let failures = log.receive(
      [try maker.make(.deviceAdded(added))], keys: spkis, checker: StatementSignatures(), now: now)
    guard failures.isEmpty else {
      throw APIError(.internalError, "the log does not take the statement that adds the device")
    }
    return log
  }

  private func handedKeys(_ keys: [StoredKey], _ vault: KeyVault) throws -> [HandedKey] {
    try keys.filter { $0.purpose.isShared }.compactMap { key in
      do {
        return HandedKey(
          purpose: key.purpose == .receive ? .receive : .sync, generation: key.generation, createdAt: key.createdAt,
          retiredAt: key.retiredAt, file: try vault.open(key))
      } catch let error as StoreError where error.kind == .keyDamaged && !key.isInUse {
        return nil  // an old one that cannot be opened here either
      }
    }
  }

  /// As it stands, under its own password.
  private func archiveFile() throws -> Secret { try folder.archiveBytes() }

  private func event(_ role: DeviceRole, _ approver: DeviceID, _ superseded: DeviceID?) -> AccountEvent {
    var details = [
      "deviceId": device.text, "name": requests.name, "role": role.rawValue, "approver": approver.text,
    ]
    details["supersedes"] = superseded?.text
    return AccountEvent(
      at: now, kind: .deviceAdded, text: "the device \(requests.name) was linked as a \(role.rawValue) device",
      details: details)
  }
}

/// What comes of an approval: for the new device, and for the person at the old one.
struct GrantedLink {
  let answer: LinkAnswer
  var result: OperationResult
}
