import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// The account under another account key, put together before anything is written: archive, log, and the certificates
/// of this device and of the others.
struct AccountSuccession {
  /// Who signs for it, beside the old account key and the new one.
  struct Signers {
    /// This device's signing key.
    let device: PrivateKey
    let algorithm: DeviceKeys.Signing
    /// Nil where it is not at hand.
    let recovery: Ed25519PrivateKey?
    /// The seed of another recovery key, which takes the place of that one; nil where it stays.
    var newSeed: Secret?
  }

  private(set) var archive: Archive
  private(set) var log: AccountLog
  let account: StoredAccount
  /// This one, with its new certificate.
  let device: Device
  let deviceFile: DeviceFile
  let status: SuccessionStatus
  let revocations: RevocationSet
  /// What the account's other devices get.
  let handover: SuccessionHandover
  private let ids: [JamiID]

  /// - Parameters:
  ///   - archive: under the old keys, with all that it is to have.
  ///   - log: with all that is said under the old key.
  ///   - knowledge: as of now.
  ///   - plan: its signing certificates are issued anew.
  /// - Throws: `IdentityError.rotationRefused` and others; `GnuTLSError`, `StoreError`.
  init(
    to keys: AccountRotation.Keys, from archive: Archive, log: AccountLog, _ knowledge: AccountKnowledge,
    revocations: RevocationSet, plan: inout KeyPlan, signers: Signers, folder: AccountFolder, database: AccountDatabase
  ) throws {
    let (now, previous) = (knowledge.now, archive.account)
    let state = log.state(at: now)
    try Self.requirePresent(state, previous)
    var next = try AccountRotation.archive(archive, keys: keys, revocations: revocations, now: now)
    var carried = revocations.carried(to: AccountFingerprint(of: next.account.publicKey))
    // Its number and date: no list of this account goes below them again.
    if let list = next.revocationList { _ = carried.apply(list, account: next.account) }
    // This device first.
    let file = try folder.device()
    var stored = knowledge.stored
    let certificate = try AccountRotation.certificate(
      file.certificate, from: previous, archive: next, revocations: carried, now: now)
    deviceFile = try DeviceFile(key: file.key, chain: [certificate] + next.chain.prefix(2))
    let since = stored.account.createdAt
    stored.account = try Account(archive: next)
    stored.account.createdAt = since
    stored.receipt = try Receipt.make(
      device: certificate.publicKey, accountKey: next.accountKey, ethereumAddress: stored.account.ethereumAddress)
    var device = try database.device(stored.deviceID)
    device.certificate = certificate
    self.device = device
    try plan.recertify(from: previous, archive: next, revocations: carried)
    handover = try SuccessionHandover(
      database, archive: next, previous: previous, log: log, state: state, revocations: carried,
      seed: signers.newSeed, ethereumAddress: stored.account.ethereumAddress, now: now)
    let maker = StatementMaker(
      log: log, author: .device(stored.deviceID, signers.device, signers.algorithm), account: archive.accountKey,
      recovery: signers.recovery)
    let fingerprint = AccountFingerprint(of: keys.account.publicKey)
    var named = [keys.account.publicKey.spki]
    var newRecovery: KeyID?
    if let seed = signers.newSeed {
      let key = try Ed25519PrivateKey(seed: seed).publicKey.spki
      named.append(key)
      newRecovery = KeyID(ofSPKI: key)
      var place = try RecoverySeed(next)
      try place.set(seed)
      next = place.archive
      stored.recovery = .none
    }
    let entry = try maker.make(
      .succession(Succession(new: fingerprint, recovery: newRecovery)), successor: keys.account)
    var log = log
    try log.takeOwn(entry, keys: maker.keys + named, now: now)
    guard let status = log.state(at: now).successions.first(where: { $0.new == fingerprint }) else {
      throw IdentityError(
        .rotationRefused, "nobody would follow the new key: this device does not act for the account yet",
        hint: "with words of the recovery kit it is followed at once: --words; or wait until a day after it came in")
    }
    self.status = status
    account = stored
    _ = try next.take(log)
    self.archive = next
    self.log = log
    self.revocations = carried
    ids = try database.jamiIDs() + [stored.account.id]
  }

  /// One key follows another: never one that others do not follow yet, and never one that was followed elsewhere.
  private static func requirePresent(_ state: LogState, _ account: Certificate) throws(IdentityError) {
    let present = AccountFingerprint(of: account.publicKey)
    guard state.account != present else { return }
    if state.accounts.contains(present) {
      throw IdentityError(
        .rotationRefused, "another device has given the account another key, which this one has not got yet",
        hint: "wait until it is handed over: `signet account show`")
    }
    throw IdentityError(
      .rotationRefused, "the account key of before is still the one that others follow",
      hint: "wait until the time to object is over: `signet forecast`")
  }

  /// The records, in the one transaction.
  /// - Throws: `StoreError`.
  func record(_ writer: AccountWriter, plan: KeyPlan) throws {
    try writer.save(account)
    try writer.save(device)
    for key in plan.changes { try writer.save(key) }
    try writer.add(revocations)
    try writer.save(log, isOwn: true, now: plan.now)
    try writer.set(jamiIDs: ids)
    try handover.order(writer)
  }

  /// Whether what was read back from its file works: the old keys go when it does.
  /// - Throws: what reading throws; `GnuTLSError.keyRefused`.
  func check(_ file: AccountFolder.File, at path: String, _ bench: Workbench, _ secret: WriteSecret) throws {
    switch file {
    case .archive:
      try bench.readBack(path, with: secret.opening, expecting: archive)
      let read = try ArchiveReader.open(path: path, secret: secret.opening).archive
      try read.accountKey.requireWorking(certifiedBy: read.account, "account")
    case .device:
      let read = try DeviceFile.read(path)
      try read.key.requireWorking(certifiedBy: read.certificate, "device")
    case .database, .leafMark: break
    }
  }

  func event() -> AccountEvent {
    AccountEvent(
      at: deviceFile.certificate.notBefore, kind: .accountRotated,
      text: "the account has another key, and the ID \(account.account.id)",
      details: ["oldId": ids[ids.count - 2].text, "newId": account.account.id.text, "rank": status.rank.name])
  }
}
