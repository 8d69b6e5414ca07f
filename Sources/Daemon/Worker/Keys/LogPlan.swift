import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

/// What the account's log should say of this device and of the keys it has, against what it says. The log is begun
/// where there is none.
struct LogPlan {
  private static let checker = StatementSignatures()

  let stored: StoredAccount
  /// DER SPKI of the device key.
  private let deviceKey: [UInt8]
  private let known: AccountLog?
  private let archived: ArchivedLog?
  private let seed: Secret?
  let now: UnixTime
  let database: AccountDatabase
  let archivedDevices: ArchivedDevices?
  /// Certificates of leaf devices, made just now.
  var renewed: [Certificate] = []
  /// Certificates of this device, made just now: the archive has them from the same instant on as the database.
  var issued: [Certificate] = []
  /// As it will be; nil while there is none.
  private(set) var log: AccountLog?
  private(set) var warnings: [String] = []

  /// - Throws: `StoreError`, `IdentityError.memoryUnavailable`.
  init(_ database: AccountDatabase, _ archive: Archive, now: UnixTime) throws {
    self.database = database
    stored = try database.account()
    deviceKey = try database.device(stored.deviceID).certificate.publicKey.spki
    known = try database.ownLog()
    let fields = try SignetFields.readable(in: archive)
    archived = fields?.log
    archivedDevices = fields?.devices
    seed = fields?.recoverySeed
    self.now = now
    log = known
    takeArchived()
  }

  /// Whether the database lacks something of the log.
  var isChanged: Bool { log != known }

  /// Whether there is anything to say, once all keys are there.
  func isDue(_ keys: KeyPlan, archive: Archive) throws -> Bool {
    guard let log, !isChanged else { return true }
    // Once for all of them: a log can be long.
    let state = log.state(at: now)
    var archive = archive
    if try put(into: &archive, state) { return true }
    if try !siblings(log, state).isEmpty { return true }
    if try !SiblingRenewal.due(database, state, now: now).isEmpty { return true }
    guard let present = try deviceKeys(keys) else { return false }
    if additionNeeded(log, state, present) != nil { return true }
    return try receiveKeyNeeded(state, keys) != nil
  }

  /// Says what is to be said, and signs it.
  /// - Throws: `GnuTLSError`, `IdentityError`, `StoreError`.
  mutating func say(_ keys: KeyPlan, archive: Archive) throws {
    guard let device = try deviceKeys(keys), let signing = try signer(keys, device.signing) else { return }
    var log = try self.log ?? begin(device, archive)
    if let addition = additionNeeded(log, log.state(at: now), device, replaces: keys.replaces) {
      let before = log.state(at: now).device(stored.deviceID)
      // What a device has had, only the key that it had can change; or the recovery key.
      if let author = try before.map({ try signer(keys, $0.keys.signing) }) ?? signing {
        try add(addition, by: author, to: &log, archive, keys)
      } else if let recovery = try recoveryKey(of: log) {
        try addByRecovery(device, before, recovery, to: &log, archive, keys)
      } else {
        warnings.append("the account's log still names this device's signing key of before, which cannot be opened")
      }
    }
    if let change = try receiveKeyNeeded(log.state(at: now), keys) {
      try add(.receiveKey(change), by: signing, to: &log, archive, keys)
    }
    self.log = log
  }

  /// Countersigns what brought this device in, where that still waits for its time.
  /// - Throws: as `say`.
  mutating func vouch(with recovery: Ed25519PrivateKey) throws {
    guard let log else { return }
    self.log = try RecoveryKeys.vouching(for: stored.deviceID, in: log, with: recovery, now: now) ?? log
  }

  /// Puts the log into Signet's own entry, and what is known of the devices.
  /// - Parameter state: of the log, where that is known already.
  /// - Returns: whether the archive is another one than before.
  /// - Throws: `IdentityError.memoryUnavailable`, `StoreError`.
  func put(into archive: inout Archive, _ state: LogState? = nil) throws -> Bool {
    let differs = try archive.take(log)
    guard let log else { return differs }
    let devices = try siblings(log, state ?? log.state(at: now)).archived(
      database, this: stored.deviceID, issued: issued)
    return try archive.take(devices) || differs
  }

  private mutating func takeArchived() {
    guard let archived else { return }
    guard var log = self.log else {
      self.log = archived.log(checker: Self.checker, now: now)
      return
    }
    guard log.account == archived.account, log.genesis == archived.genesis else {
      warnings.append("the archive has another log of this account, which is not followed")
      return
    }
    _ = log.receive(archived.readable, keys: archived.keys, checker: Self.checker, now: now)
    self.log = log
  }

  /// An account that was made here names this device; of any other one the genesis is made of its account key.
  private func begin(_ device: DeviceKeys, _ archive: Archive) throws -> AccountLog {
    let recovery = try seed.map { try Ed25519PrivateKey(seed: $0) }
    let genesis: SignedStatement
    if stored.origin == .created, let recovery {
      genesis = try GenesisMaker.found(account: archive.accountKey, recovery: recovery, device: device)
    } else {
      genesis = try GenesisMaker.derive(account: archive.accountKey)
    }
    var log = AccountLog(account: genesis.statement.account, genesis: genesis.id)
    let keys = [archive.account.publicKey.spki, recovery?.publicKey.spki].compactMap { $0 }
    try log.takeOwn(genesis, keys: keys, now: now)
    return log
  }

  private func additionNeeded(
    _ log: AccountLog, _ state: LogState, _ device: DeviceKeys, replaces: Bool = false
  ) -> StatementContent? {
    if let logged = state.device(device.device) {
      guard logged.keys != device, !state.revokes(KeyID(device.device)) else { return nil }
      let method: AddedDevice.Method = replaces ? .replacement : .approved
      // Valid by its form: an approval that names who approved, which a device does of its own new keys.
      return (try? AddedDevice(keys: device, role: logged.role, method: method, approver: device.device))
        .map(StatementContent.deviceAdded)
    }
    // It has spoken before, and is not listed for it: another word of its own changes nothing.
    guard !log.entries.values.contains(where: { $0.statement.author == .device(device.device) }) else { return nil }
    let method: AddedDevice.Method = .archive
    return (try? AddedDevice(keys: device, role: .full, method: method))  // valid by its form, as above
      .map(StatementContent.deviceAdded)
  }

  /// Only a device that may act tells the account's keys; one that is pending leaves it to the others.
  private func receiveKeyNeeded(_ state: LogState, _ keys: KeyPlan) throws -> ReceiveKeyChange? {
    guard let receive = keys.rows.inUse(.receive), let sync = keys.rows.inUse(.sync),
      let acts = state.device(stored.deviceID)?.actsFrom, acts <= now,
      state.receiveKey?.receive != KeyID(receive.keyID),
      let generation = UInt32(exactly: receive.generation), generation >= state.receiveKey?.generation ?? 0
    else { return nil }
    let active = state.devices.filter { $0.standing == .active }.map(\.id)
    return try ReceiveKeyChange(
      generation: generation, receive: KeyID(receive.keyID), sync: KeyID(sync.keyID), recipients: active)
  }

  private func add(
    _ content: StatementContent, by signing: Signer, to log: inout AccountLog, _ archive: Archive, _ keys: KeyPlan
  ) throws {
    let maker = StatementMaker(
      log: log, author: .device(stored.deviceID, signing.key, signing.algorithm), account: archive.accountKey)
    let spkis = [deviceKey] + keys.rows.filter(\.isInUse).map(\.publicKey)
    try log.takeOwn(maker.make(content), keys: maker.keys + spkis, now: now)
  }

  /// The recovery key, as long as the archive has its seed.
  private func recoveryKey(of log: AccountLog) throws -> Ed25519PrivateKey? {
    guard let key = try seed.map({ try Ed25519PrivateKey(seed: $0) }),
      log.state(at: now).recoveryKey == KeyID(ofSPKI: key.publicKey.spki)
    else { return nil }
    return key
  }

  private func addByRecovery(
    _ device: DeviceKeys, _ before: LoggedDevice?, _ recovery: Ed25519PrivateKey, to log: inout AccountLog,
    _ archive: Archive, _ keys: KeyPlan
  ) throws {
    let maker = StatementMaker(log: log, author: .recovery, account: archive.accountKey, recovery: recovery)
    let added = try AddedDevice(keys: device, role: before?.role ?? .full, method: .archive)
    let spkis = [deviceKey] + keys.rows.filter(\.isInUse).map(\.publicKey)
    try log.takeOwn(maker.make(.deviceAdded(added)), keys: maker.keys + spkis, now: now)
  }

  private func deviceKeys(_ keys: KeyPlan) throws -> DeviceKeys? {
    guard let signing = keys.rows.inUse(.signing), let wrap = keys.rows.inUse(.wrap) else { return nil }
    return try DeviceKeys(
      device: stored.deviceID, signing: KeyID(signing.keyID), wrap: KeyID(wrap.keyID), algorithm: signing.algorithm)
  }

  private struct Signer {
    let key: PrivateKey
    let algorithm: DeviceKeys.Signing
  }

  private func signer(_ keys: KeyPlan, _ id: KeyID) throws -> Signer? {
    guard let row = keys.rows.first(where: { $0.purpose == .signing && KeyID($0.keyID) == id }) else { return nil }
    return try keys.signingKey(row).map { Signer(key: $0, algorithm: row.algorithm) }
  }
}
