import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Recovery

/// Gives the account another authority and account key, because somebody asked for it. The old key works until the new
/// one has signed once from the file that was written and read back; then archive, device file and database change
/// together.
struct AccountRotationJob {
  let bench: Workbench
  let account: String
  let request: AccountRotationRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    // Before anybody is asked for anything.
    try AccountKnowledge(database, now: .now()).requireMember()
    let forge = try KeyForge(count: 2, progress: bench.progress)
    let own = try bench.openOwn(folder, offers: request.offers)
    let signing = try bench.signingKey(folder, database)
    let recovery = try RotationRecovery(bench: bench, asksForWords: request.words).key(
      of: own.opened.archive, database)
    let secret = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
    forge.showProgress()
    let made = try forge.wait()
    let now = UnixTime.now()
    let followers = try RotationFollowers(database, now: now)
    let knowledge = try AccountKnowledge(database, archive: own.opened.archive, now: now)
    guard let log = knowledge.log else { throw RecoveryKeys.pending }
    var plan = try KeyPlan(bench.data, database, now: now)
    var archive = own.opened.archive
    _ = try plan.unite(&archive)
    let succession = try AccountSuccession(
      to: AccountRotation.Keys(authority: made[0], account: made[1]), from: archive, log: log, knowledge,
      revocations: knowledge.revocations, plan: &plan,
      signers: .init(device: signing, algorithm: plan.rows.inUse(.signing)?.algorithm ?? .pss, recovery: recovery),
      folder: folder, database: database)
    try write(succession, plan, folder, secret, database)
    var result = OperationResult(warnings: plan.warnings)
    result.id = folder.id.text
    result.deviceId = succession.account.deviceID.text
    var report = followers.report
    report.newId = succession.account.account.id.text
    report.rank = succession.status.rank.name
    report.wordsRaise = recovery == nil && log.state(at: now).recoveryKey != nil
    result.accountRotation = report
    return JobOutcome(result: result)
  }

  private func write(
    _ succession: AccountSuccession, _ plan: KeyPlan, _ folder: AccountFolder, _ secret: WriteSecret,
    _ database: AccountDatabase
  ) throws {
    bench.progress.enter(.writing)
    let files: [AccountFolder.File: Secret] = [
      .archive: try secret.serialise(succession.archive),
      .device: try DeviceFile.serialise(key: succession.deviceFile.key, chain: succession.deviceFile.chain),
    ]
    try AccountChange(.accountRotation, of: folder, in: bench.data, id: try bench.newChangeID(), now: plan.now).run(
      files: files, event: succession.event(), database: database,
      check: { file, path in try succession.check(file, at: path, bench, secret) },
      record: { writer in try succession.record(writer, plan: plan) })
  }
}

/// The recovery key for a rotation: from the archive as long as that has its seed, else from words where somebody wants
/// to give them.
struct RotationRecovery {
  let bench: Workbench
  let asksForWords: Bool

  /// - Returns: nil where the account has none, or it is not at hand.
  /// - Throws: `RecoveryError.recoveryKeyWrong`, `kitMissing`; what talking throws.
  func key(of archive: Archive, _ database: AccountDatabase) throws -> Ed25519PrivateKey? {
    let known = try RecoveryKeys(database, now: .now()).known
    if let seed = try SignetFields.readable(in: archive)?.recoverySeed {
      let key = try Ed25519PrivateKey(seed: seed)
      if KeyID(ofSPKI: key.publicKey.spki) == known { return key }
    }
    guard asksForWords else { return nil }
    guard let known else {
      throw RecoveryError(.kitMissing, "the account has no recovery key, so no words can be of it")
    }
    let key = try Ed25519PrivateKey(seed: try bench.talk { try $0.seed() })
    guard KeyID(ofSPKI: key.publicKey.spki) == known else { throw RecoveryKeys.wrong }
    return key
  }
}
