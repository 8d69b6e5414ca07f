import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Throws a device out: revocation list and log say so, and what the device held and can be renewed is new. Archive and
/// database change together or not at all; the others are told by the daemon, from what is in the database then.
struct RevocationJob {
  let bench: Workbench
  let account: String
  let device: String
  let request: RevocationRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let reason = try RevokedDevice.Reason(parsing: request.reason)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    // Before anybody is asked for anything: whoever mistyped wants to know it now.
    _ = try AccountKnowledge(database, now: .now()).plan(throwing: device, reason: reason)
    let forge = try KeyForge(count: SharedRotation.purposes.count, progress: bench.progress)
    let own = try bench.openOwn(folder, offers: request.offers)
    let now = UnixTime.now()
    let knowledge = try AccountKnowledge(database, archive: own.opened.archive, now: now)
    let plan = try knowledge.plan(throwing: device, reason: reason)
    forge.showProgress()
    let change = try RevocationChange(
      plan, knowledge, own.opened.archive, keys: try KeyPlan(bench.data, database, now: now), made: forge.wait())

    let secret = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
    bench.progress.enter(.writing)
    try AccountChange(.revocation, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: [.archive: try secret.serialise(change.archive)], event: event(plan, change, at: now), database: database,
      check: { _, path in try bench.readBack(path, with: secret.opening, expecting: change.archive) },
      record: { writer in try change.record(writer, devices: try database.devices(), at: now) })
    return JobOutcome(result: result(folder, knowledge, plan, change))
  }

  private func event(_ plan: RevocationPlan, _ change: RevocationChange, at now: UnixTime) -> AccountEvent {
    AccountEvent(
      at: now, kind: .deviceRevoked, text: "the device \(plan.device.shown) was thrown out",
      details: [
        "deviceId": plan.device.id.text, "reason": plan.reason.name,
        "rotated": plan.rotated.map(\.rawValue).joined(separator: " "),
        "generation": String(change.rotation.generation),
      ])
  }

  private func result(
    _ folder: AccountFolder, _ knowledge: AccountKnowledge, _ plan: RevocationPlan, _ change: RevocationChange
  ) -> OperationResult {
    var result = OperationResult(warnings: change.warnings)
    if plan.held.contains(.account) { result.warnings.append(Self.accountKeyHeld) }
    if plan.serials.isEmpty { result.warnings.append(Self.certificateUnknown) }
    for device in plan.withoutKeys {
      result.warnings.append("the device \(device.shown) is not approved, or is not one of Signet: it gets no new keys")
    }
    result.id = folder.id.text
    result.deviceId = plan.device.id.text
    result.revocation = knowledge.report(plan)
    result.rotation = change.rotation.report
    return result
  }

  private static let certificateUnknown =
    "no certificate of the device is known here, so the revocation list in the archive does not name it: Jami's own "
    + "devices are not told; Signet's are, by its keys"

  private static let accountKeyHeld =
    "the device held the archive, and with it the account key, which stays the same: whoever opens its archive can "
    + "still throw out other devices and ask to be let in, in sight of all"
}
