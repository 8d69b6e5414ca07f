import AccountArchive
import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Platform

/// All that is written when a device is thrown out, put together before anything is.
struct RevocationChange {
  /// The account key that follows, and who signs for it.
  struct Successor {
    let keys: AccountRotation.Keys
    let signers: AccountSuccession.Signers
    let folder: AccountFolder
    let database: AccountDatabase
  }

  private(set) var archive: Archive
  let revocations: RevocationSet
  let rotation: SharedRotation
  /// Nil where the account keeps its key.
  let succession: AccountSuccession?
  private(set) var warnings: [String]
  private let log: AccountLog?
  private let keys: KeyPlan
  private let plan: RevocationPlan
  private let listed: RevocationList

  /// - Parameters:
  ///   - keys: what is at hand.
  ///   - made: the new receive and sync keys.
  ///   - successor: nil where the account keeps its key.
  /// - Throws: `IdentityError`, `GnuTLSError`, `StoreError.keyDamaged`.
  init(
    _ plan: RevocationPlan, _ knowledge: AccountKnowledge, _ archive: Archive, keys: KeyPlan, made: [PrivateKey],
    successor: Successor? = nil
  ) throws {
    var (archive, keys) = (archive, keys)
    self.plan = plan
    var revocations = plan.added(to: knowledge.revocations, at: knowledge.now)
    let list = try CumulativeList.issue(
      revocations, account: archive.account, accountKey: archive.accountKey, now: knowledge.now)
    // Its number and date too: no list of this account goes below them again.
    _ = revocations.apply(list, account: archive.account)
    archive.revocationList = list
    rotation = try SharedRotation(
      made, into: &keys, archive: archive, present: knowledge.state?.receiveKey, recipients: plan.recipients)
    _ = try keys.unite(&archive)
    warnings = keys.warnings
    var author = try AccountAuthor(knowledge, archive: archive, rows: keys.rows, vault: keys.vault)
    try author?.revoke(plan)
    try author?.change(rotation.change, keys: rotation.keys)
    if author == nil { warnings.append("the account has no log yet, so contacts and other devices are not told") }
    _ = try archive.take(author?.log)
    if let successor {
      guard let log = author?.log else { throw RecoveryKeys.pending }
      // Deliberate: last. All that is said before stands in its past, and needs no new key to count.
      let succession = try AccountSuccession(
        to: successor.keys, from: archive, log: log, knowledge, revocations: revocations, plan: &keys,
        signers: successor.signers, folder: successor.folder, database: successor.database)
      self.succession = succession
      archive = succession.archive
      revocations = succession.revocations
      self.log = succession.log
    } else {
      succession = nil
      log = author?.log
    }
    self.keys = keys
    self.archive = archive
    self.revocations = revocations
    listed = list
  }

  /// The records, in the one transaction.
  /// - Throws: `StoreError`.
  func record(_ writer: AccountWriter, devices: [Device], at now: UnixTime) throws {
    try writer.add(revocations)
    for key in keys.changes { try writer.save(key) }
    if let log { try writer.save(log, isOwn: true, now: now) }
    for var device in devices where device.id == plan.device.id {
      device.state = plan.reason == .superseded ? .superseded : .revoked
      try writer.save(device)
    }
    try succession?.record(writer, plan: keys)
    try rotation.order(writer)
    let text = Data(listed.der).base64EncodedString()
    // Of thousands of devices it is too long to travel with keys; the log tells of them all the same.
    if listed.der.count <= KeyHandover.listLimit / 2 { try writer.set(HandoverCourier.listName, text) }
  }

  /// The files, with what they are written under.
  /// - Throws: `ArchiveError`, `GnuTLSError`, `SystemError`.
  func files(_ secret: WriteSecret) throws -> [AccountFolder.File: Secret] {
    var files: [AccountFolder.File: Secret] = [.archive: try secret.serialise(archive)]
    if let file = succession?.deviceFile { files[.device] = try DeviceFile.serialise(key: file.key, chain: file.chain) }
    return files
  }

  /// Looks at a file that is written and not yet in its place.
  /// - Throws: what reading it throws.
  func check(_ file: AccountFolder.File, at path: String, _ bench: Workbench, _ secret: WriteSecret) throws {
    if let succession { return try succession.check(file, at: path, bench, secret) }
    try bench.readBack(path, with: secret.opening, expecting: archive)
  }
}
