import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Platform

/// Makes the keys that an account and this device of it lack, says in the account's log what they are, and writes both
/// into database and archive: all of it or nothing. Whatever worker has the archive open does it, after what it was started for.
struct KeyMaking {
  let bench: Workbench
  let folder: AccountFolder
  /// What `archive.gz` holds.
  let archive: Archive
  /// What it is written under. Called at most once: it may take as long as a derivation.
  let writing: () throws -> WriteSecret

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
      let differs = try plan.unite(&archive)
      if differs || !plan.changes.isEmpty || !plan.missing.isEmpty { return making }
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
    let missing = plan.missing
    let forge = missing.isEmpty ? nil : try KeyForge(count: missing.count, progress: bench.progress)
    forge?.showProgress()
    for (purpose, key) in zip(missing, try forge?.wait() ?? []) {
      try plan.take(key, for: purpose, archive: archive)
    }
    if try plan.unite(&archive) { differs = true }
    var log = try LogPlan(database, archive, now: now)
    try log.say(plan, archive: archive)
    if try log.put(into: &archive) { differs = true }
    if differs || !plan.changes.isEmpty || log.isChanged {
      try write(plan, log, differs ? archive : nil, missing, database)
    }
    var result = OperationResult(warnings: plan.warnings + log.warnings)
    result.id = folder.id.text
    result.keys = missing.map(\.rawValue)
    return result
  }

  private func write(
    _ plan: KeyPlan, _ log: LogPlan, _ archive: Archive?, _ made: [KeyPurpose], _ database: AccountDatabase
  ) throws {
    let writing = try archive.map { archive in (archive: archive, secret: try self.writing()) }
    bench.progress.enter(.writing)
    var files: [AccountFolder.File: Secret] = [:]
    if let writing { files[.archive] = try writing.secret.serialise(writing.archive) }
    try AccountChange(.keyMaking, of: folder, in: bench.data, id: try bench.newChangeID(), now: plan.now).run(
      files: files, event: Self.event(plan, made), database: database,
      check: { _, path in
        if let writing { try bench.readBack(path, with: writing.secret.opening, expecting: writing.archive) }
      },
      record: { writer in
        for key in plan.changes { try writer.save(key) }
        if log.isChanged, let log = log.log { try writer.save(log, isOwn: true, now: plan.now) }
      })
  }

  private static func event(_ plan: KeyPlan, _ made: [KeyPurpose]) -> AccountEvent {
    let text = made.isEmpty ? "the account's keys were put in order" : "keys of the account were made"
    return AccountEvent(
      at: plan.now, kind: .keysMade, text: text, details: ["made": made.map(\.rawValue).joined(separator: " ")])
  }
}
