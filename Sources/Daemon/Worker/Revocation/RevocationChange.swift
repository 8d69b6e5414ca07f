import AccountArchive
import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Platform

/// All that is written when a device is thrown out, put together before anything is.
struct RevocationChange {
  private(set) var archive: Archive
  let revocations: RevocationSet
  let rotation: SharedRotation
  private(set) var warnings: [String]
  private let log: AccountLog?
  private let keys: [StoredKey]
  private let plan: RevocationPlan
  private let listed: RevocationList

  /// - Parameters:
  ///   - keys: what is at hand.
  ///   - made: the new receive and sync keys.
  /// - Throws: `IdentityError`, `GnuTLSError`, `StoreError.keyDamaged`.
  init(
    _ plan: RevocationPlan, _ knowledge: AccountKnowledge, _ archive: Archive, keys: KeyPlan, made: [PrivateKey]
  ) throws {
    var (archive, keys) = (archive, keys)
    self.plan = plan
    revocations = plan.added(to: knowledge.revocations, at: knowledge.now)
    let list = try CumulativeList.issue(
      revocations, account: archive.account, accountKey: archive.accountKey, now: knowledge.now)
    archive.revocationList = list
    rotation = try SharedRotation(
      made, into: &keys, archive: archive, present: knowledge.state?.receiveKey, recipients: plan.recipients)
    _ = try keys.unite(&archive)
    warnings = keys.warnings
    var author = try AccountAuthor(knowledge, archive: archive, rows: keys.rows, vault: keys.vault)
    try author?.revoke(plan)
    try author?.change(rotation.change, keys: rotation.keys)
    if author == nil { warnings.append("the account has no log yet, so contacts and other devices are not told") }
    log = author?.log
    _ = try archive.take(log)
    self.keys = keys.changes
    self.archive = archive
    listed = list
  }

  /// The records, in the one transaction.
  /// - Throws: `StoreError`.
  func record(_ writer: AccountWriter, devices: [Device], at now: UnixTime) throws {
    var set = revocations
    // Its number and date too: no list of this account goes below them again.
    _ = set.apply(listed, account: archive.account)
    try writer.add(set)
    for key in keys { try writer.save(key) }
    if let log { try writer.save(log, isOwn: true, now: now) }
    for var device in devices where device.id == plan.device.id {
      device.state = plan.reason == .superseded ? .superseded : .revoked
      try writer.save(device)
    }
    try rotation.order(writer)
    let text = Data(listed.der).base64EncodedString()
    // Of thousands of devices it is too long to travel with keys; the log tells of them all the same.
    if listed.der.count <= KeyHandover.listLimit / 2 { try writer.set(HandoverCourier.listName, text) }
  }
}
