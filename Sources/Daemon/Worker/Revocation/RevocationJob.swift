import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Throws a device out: revocation list and log say so, and what the device held is new: the shared keys, and where that
/// was asked for the account key. Archive and database change together or not at all; the others are told by the daemon,
/// from what is in the database then.
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
    _ = try AccountKnowledge(database, now: .now()).plan(
      throwing: device, reason: reason, rotatesAccount: request.rotateAccount)
    let shared = SharedRotation.purposes.count
    let forge = try KeyForge(count: shared + (request.rotateAccount ? 2 : 0), progress: bench.progress)
    let own = try bench.openOwn(folder, offers: request.offers)
    let signers = request.rotateAccount ? try self.signers(own.opened.archive, folder, database) : nil
    forge.showProgress()
    let made = try forge.wait()
    let now = UnixTime.now()
    let followers = request.rotateAccount ? try RotationFollowers(database, now: now) : nil
    let knowledge = try AccountKnowledge(database, archive: own.opened.archive, now: now)
    let plan = try knowledge.plan(throwing: device, reason: reason, rotatesAccount: request.rotateAccount)
    let successor = signers.map { signers in
      RevocationChange.Successor(
        keys: AccountRotation.Keys(authority: made[shared], account: made[shared + 1]), signers: signers,
        folder: folder, database: database)
    }
    let change = try RevocationChange(
      plan, knowledge, own.opened.archive, keys: try KeyPlan(bench.data, database, now: now),
      made: Array(made.prefix(shared)), successor: successor)

    let secret = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
    bench.progress.enter(.writing)
    try AccountChange(.revocation, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: try change.files(secret), event: event(plan, change, at: now), database: database,
      check: { file, path in try change.check(file, at: path, bench, secret) },
      record: { writer in
        try change.record(writer, devices: try database.devices(), at: now)
        if let succession = change.succession { try writer.append(succession.event()) }
      })
    var result = result(folder, knowledge, plan, change)
    if let succession = change.succession {
      result.accountRotation = followers?.report.leaving(out: plan.device.id).having(succession)
      if signers?.newSeed != nil { result.warnings.append(Self.newRecoveryKey) }
    }
    return JobOutcome(result: result)
  }

  /// Whoever holds the archive with the seed of the recovery key in it has that key too: then it is followed by another.
  private func signers(
    _ archive: Archive, _ folder: AccountFolder, _ database: AccountDatabase
  ) throws -> AccountSuccession.Signers {
    let key = try bench.signingKey(folder, database)
    let algorithm = try database.keys().inUse(.signing)?.algorithm ?? .pss
    let recovery = try RotationRecovery(bench: bench, asksForWords: request.words).key(of: archive, database)
    var signers = AccountSuccession.Signers(device: key, algorithm: algorithm, recovery: recovery)
    if recovery != nil, try SignetFields.readable(in: archive)?.recoverySeed != nil {
      signers.newSeed = try Secret(count: SignetFields.seedSize) { try Random.fill($0) }
    }
    return signers
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
    if plan.held.contains(.account), change.succession == nil { result.warnings.append(Self.accountKeyHeld) }
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
  private static let newRecoveryKey =
    "the device's archive held the recovery key too, so the account has another one: make a new recovery kit, and "
    + "destroy the one before"
}

extension AccountRotationReport {
  /// Without a device that is thrown out.
  func leaving(out device: DeviceID) -> AccountRotationReport {
    var report = self
    report.devices.removeAll { $0.id == device.text }
    report.devicesLeft.removeAll { $0.id == device.text }
    return report
  }

  /// As it came to be.
  func having(_ succession: AccountSuccession) -> AccountRotationReport {
    var report = self
    report.newId = succession.account.account.id.text
    report.rank = succession.status.rank.name
    report.wordsRaise = report.wordsRaise && succession.status.rank == .oldAndNew
    return report
  }
}
