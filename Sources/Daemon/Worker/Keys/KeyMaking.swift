import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Platform

/// Makes the keys that an account and this device of it lack, says in the account's log what they are, renews the
/// certificates that are due, and writes it all into database, files and archive: everything or nothing. Whatever worker
/// has the archive open does it, after what it was started for.
struct KeyMaking {
  let bench: Workbench
  let folder: AccountFolder
  /// What `archive.gz` holds.
  let archive: Archive
  /// What it is written under. Called at most once: it may take as long as a derivation.
  let writing: () throws -> WriteSecret
  /// The recovery key, where the person has shown it: it vouches for this device.
  var recovery: Ed25519PrivateKey?
  /// A signing key that takes the place of the present one.
  var replacement: Replacement?

  enum Replacement {
    /// One that was made on a token.
    case onToken(TokenKey)
    /// One here, for one that is on a token.
    case here
    /// Another one for a purpose, whatever the present one is like.
    case fresh(KeyPurpose)
  }

  /// The same if there is anything to do; also when that cannot be found out, and then `run` tells why.
  static func ifNeeded(
    _ bench: Workbench, _ folder: AccountFolder, _ archive: Archive, writing: @escaping () throws -> WriteSecret
  ) -> KeyMaking? {
    let making = KeyMaking(bench: bench, folder: folder, archive: archive, writing: writing)
    do {
      let database = try folder.database()
      defer { try? database.close() }  // no loss: nothing was written
      var plan = try KeyPlan(bench.data, database, now: .now())
      var archive = archive
      plan.tokens = making.tokenKey
      try plan.renewTokenCertificate(archive)
      var differs = try plan.unite(&archive)
      if try database.account().recovery == .kitRehearsed, archive.dropRecoverySeed() { differs = true }
      if differs || !plan.changes.isEmpty || !plan.missing.isEmpty { return making }
      if try CertificateRound(folder, database, &archive, now: plan.now) != nil { return making }
      return try LogPlan(database, archive, now: .now()).isDue(plan, archive: archive) ? making : nil
    } catch {
      return making
    }
  }

  func run() throws -> OperationResult {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    let now = UnixTime.now()
    var plan = try KeyPlan(bench.data, database, now: now)
    var archive = archive
    var differs = try plan.unite(&archive)
    // Another device has rehearsed the kit: from then on the seed is nowhere else.
    if try database.account().recovery == .kitRehearsed, archive.dropRecoverySeed() { differs = true }
    let before = archive.chain
    let round = try CertificateRound(folder, database, &archive, now: now)
    if archive.chain != before { differs = true }
    plan.tokens = tokenKey
    try plan.renewTokenCertificate(archive)
    var missing = plan.missing
    var made = missing
    switch replacement {
    case .onToken(let key):
      try plan.take(key, archive: archive)
      missing.removeAll { $0 == .signing }
      made = missing + [.signing]
    case .here where plan.rows.inUse(.signing)?.token != nil:
      missing.append(.signing)
      made = missing
    case .fresh(let purpose):
      if !missing.contains(purpose) { missing.append(purpose) }
      made = missing
    case .here, nil: break
    }
    let forge = missing.isEmpty ? nil : try KeyForge(count: missing.count, progress: bench.progress)
    forge?.showProgress()
    for (purpose, key) in zip(missing, try forge?.wait() ?? []) {
      try plan.take(key, for: purpose, archive: archive)
    }
    if case .fresh(let purpose) = replacement { try plan.requireWorking(purpose) }
    plan.replaces = replacement != nil
    let list = archive.revocationList
    try plan.revokeReplaced(&archive, database)
    if archive.revocationList != list { differs = true }
    if try plan.unite(&archive) { differs = true }
    var log = try LogPlan(database, archive, now: now)
    try log.say(plan, archive: archive)
    if let recovery { try log.vouch(with: recovery) }
    try log.renewSiblings(archive)
    log.issued = plan.changes.compactMap(\.certificate) + (round.map { Array($0.upkeep.chain.prefix(1)) } ?? [])
    let siblings = try log.siblings()
    if try log.put(into: &archive) { differs = true }
    if differs || !plan.changes.isEmpty || log.isChanged || round != nil || siblings?.isEmpty == false {
      try write(plan, log, siblings, differs ? archive : nil, made, round, database)
    }
    var result = OperationResult(warnings: plan.warnings + log.warnings)
    result.id = folder.id.text
    result.keys = made.map(\.rawValue)
    result.expires = round?.upkeep.chain[0].notAfter.seconds
    return result
  }

  /// A signing key on a token, to sign what the log is to say: nil where neither this worker nor the account's keeper has
  /// its PIN.
  private func tokenKey(_ row: StoredKey) -> PrivateKey? {
    if case .onToken(let made)? = replacement, made.request.publicKey.spki == row.publicKey {
      return try? PrivateKey(made.request.publicKey, signer: made.token)  // fails without memory only
    }
    return bench.tokenKey(row, of: folder)
  }

  private func write(
    _ plan: KeyPlan, _ log: LogPlan, _ siblings: SiblingUpdate?, _ archive: Archive?, _ made: [KeyPurpose],
    _ round: CertificateRound?,
    _ database: AccountDatabase
  ) throws {
    let writing = try archive.map { archive in (archive: archive, secret: try self.writing()) }
    bench.progress.enter(.writing)
    var files: [AccountFolder.File: Secret] = [:]
    if let writing { files[.archive] = try writing.secret.serialise(writing.archive) }
    if let round { files[.device] = round.deviceFile }
    try AccountChange(.keyMaking, of: folder, in: bench.data, id: try bench.newChangeID(), now: plan.now).run(
      files: files, event: Self.event(plan, made, round), database: database,
      check: { file, path in
        if file == .device { _ = try DeviceFile.read(path) }
        guard file == .archive, let writing else { return }
        try bench.readBack(path, with: writing.secret.opening, expecting: writing.archive)
      },
      record: { writer in
        for key in plan.changes { try writer.save(key) }
        if plan.replaces { try writer.add(plan.revocations) }
        try round?.save(writer)
        try log.save(writer, siblings)
      })
  }

  private static func event(_ plan: KeyPlan, _ made: [KeyPurpose], _ round: CertificateRound?) -> AccountEvent {
    if made.isEmpty, let round, !round.upkeep.renewed.isEmpty {
      return AccountEvent(
        at: plan.now, kind: .deviceRenewed,
        text: "certificates were renewed until \(round.upkeep.chain[0].notAfter.text), as they were due",
        details: ["renewed": round.upkeep.renewed.map(\.rawValue).joined(separator: " ")])
    }
    let text = made.isEmpty ? "the account's keys were put in order" : "keys of the account were made"
    return AccountEvent(
      at: plan.now, kind: .keysMade, text: text, details: ["made": made.map(\.rawValue).joined(separator: " ")])
  }
}
