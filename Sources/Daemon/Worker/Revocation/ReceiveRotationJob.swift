import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Gives the account a new receive and a new sync key, because somebody asked for it.
struct ReceiveRotationJob {
  let bench: Workbench
  let account: String
  let request: KeysRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    try AccountKnowledge(database, now: .now()).requireMember()
    let forge = try KeyForge(count: SharedRotation.purposes.count, progress: bench.progress)
    let own = try bench.openOwn(folder, offers: request.offers)
    let now = UnixTime.now()
    let knowledge = try AccountKnowledge(database, archive: own.opened.archive, now: now)
    var archive = own.opened.archive
    var plan = try KeyPlan(bench.data, database, now: now)
    forge.showProgress()
    let rotation = try SharedRotation(
      forge.wait(), into: &plan, archive: archive, present: knowledge.state?.receiveKey,
      recipients: knowledge.recipients)
    _ = try plan.unite(&archive)
    var author = try AccountAuthor(knowledge, archive: archive, rows: plan.rows, vault: plan.vault)
    try author?.change(rotation.change, keys: rotation.keys)
    _ = try archive.take(author?.log)
    let (written, keys, log) = (archive, plan.changes, author?.log)
    let secret = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
    bench.progress.enter(.writing)
    let event = AccountEvent(
      at: now, kind: .keysRotated, text: "the account's receive and sync keys are new",
      details: ["generation": String(rotation.generation)])
    try AccountChange(.keyRotation, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: [.archive: try secret.serialise(written)], event: event, database: database,
      check: { _, path in try bench.readBack(path, with: secret.opening, expecting: written) },
      record: { writer in
        for key in keys { try writer.save(key) }
        if let log { try writer.save(log, isOwn: true, now: now) }
        try rotation.order(writer)
      })
    var result = OperationResult(warnings: plan.warnings)
    if log == nil { result.warnings.append("the account has no log yet, so its other devices are not told") }
    result.id = folder.id.text
    result.rotation = rotation.report
    return JobOutcome(result: result)
  }
}
