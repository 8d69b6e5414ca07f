import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Platform

/// Writes a backup. It is answered for only after the complete file was opened by its path, decrypted with a key
/// derived anew, parsed, and found to hold the same; only then does it take its place.
struct BackupJob {
  let bench: Workbench
  let account: String
  let request: BackupRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let place = try RealPath.of(request.path)
    try refuseOwnFolder(place)
    let isThere = FileReader.exists(request.path)
    if isThere && !request.force { try refuseAlien() }
    var slots = request.offers.filter { $0 != .accountPassword }
    if try ArchiveReader.isEncrypted(path: folder.archivePath) == true { slots.append(.password) }
    let handed = try bench.collect(slots)
    let own = handed[.password] ?? ArchiveSecret.none
    let opened = try bench.openPresent(folder, with: own)
    let target = handed[.newPassword] ?? own
    if isThere && !request.force { try requireSameAccount(folder.id, secrets: [target, own]) }

    var result = OperationResult(warnings: opened.archive.warnings.map(\.text))
    let present = present(opened.archive, folder, &result)
    bench.progress.enter(.writing)
    let bytes = try ArchiveWriter.serialise(present.archive, secret: target)
    let staged = try AtomicFile.stage(bytes, beside: place.text)
    do {
      try bench.readBack(staged, with: target, expecting: present.archive)
    } catch {
      AtomicFile.discard(staged)
      throw error
    }
    bench.progress.enter(.finishing)
    try AtomicFile.put(staged, at: place.text)

    result.id = folder.id.text
    result.path = request.path
    result.bytes = bytes.count
    result.hasPassword = target.scheme != .none
    let writing = { try WriteSecret(own, keepingSalt: opened.salt) }
    let isUpdated = update(folder, present, writing, &result)
    note(in: folder, &result)
    let keys = KeyMaking.ifNeeded(
      bench, folder, isUpdated ? present.archive : opened.archive, writing: writing)
    return JobOutcome(result: result, keys: keys)
  }

  /// What the account is now. Where the database cannot tell, the backup holds what the archive holds: that is better
  /// than no backup.
  private func present(
    _ archive: Archive, _ folder: AccountFolder, _ result: inout OperationResult
  ) -> PresentArchive {
    var present = PresentArchive(archive)
    do {
      let database = try folder.database()
      defer { try? database.close() }  // no loss: what was written is durable
      try present.takeContacts(database)
      try present.takeKeys(bench.data, database, now: .now())
    } catch {
      result.warnings.append(
        "the backup may be behind: what the account's database knows could not be added "
          + "(\(ErrorReport(any: error).reason))")
    }
    result.warnings += present.warnings
    return present
  }

  /// Brings the account's own archive up to date. The backup is good whether or not that succeeds.
  /// - Returns: whether it is what `present` says.
  private func update(
    _ folder: AccountFolder, _ present: PresentArchive, _ writing: () throws -> WriteSecret,
    _ result: inout OperationResult
  ) -> Bool {
    guard present.differs else { return true }
    do {
      let secret = try writing()
      let bytes = try secret.serialise(present.archive)
      let database = try folder.database()
      defer { try? database.close() }  // no loss: what was written is durable
      let now = UnixTime.now()
      let event = AccountEvent(at: now, kind: .archiveUpdated, text: "the archive was brought up to date")
      try AccountChange(.archiveUpdate, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
        files: [.archive: bytes], event: event, database: database,
        check: { _, path in try bench.readBack(path, with: secret.opening, expecting: present.archive) },
        record: { try present.record($0, now: now) })
      return true
    } catch {
      result.warnings.append(
        "the backup is good, but the account's own archive could not be brought up to date "
          + "(\(ErrorReport(any: error).reason))")
      return false
    }
  }

  /// The backup is good whether or not the history can say so.
  private func note(in folder: AccountFolder, _ result: inout OperationResult) {
    do {
      let database = try folder.database()
      defer { try? database.close() }  // no loss: what was written is durable
      try database.write { writer in
        try writer.append(
          AccountEvent(
            at: .now(), kind: .backupMade, text: "a backup was written and read back",
            details: ["path": request.path]))
      }
    } catch {
      result.warnings.append("the backup is good, but it could not be noted in the account's history")
    }
  }

  /// A backup inside the data folder would be lost with it, or take the place of what it is a backup of.
  private func refuseOwnFolder(_ place: RealPath) throws {
    guard place.isInside(try RealPath.of(bench.data.path)) else { return }
    throw APIError(.badRequest, "a backup must not lie in Signet's own folder", hint: "choose another place")
  }

  /// Before anybody is asked for a password: a file that is no archive at all is never replaced.
  private func refuseAlien() throws {
    if try ArchiveReader.isEncrypted(path: request.path) == nil { throw Self.exists(request.path) }
  }

  private func requireSameAccount(_ id: JamiID, secrets: [ArchiveSecret]) throws {
    let isEncrypted = try ArchiveReader.isEncrypted(path: request.path) == true
    let fitting = isEncrypted ? secrets.filter { $0.scheme != .none } : [ArchiveSecret.none]
    for secret in fitting {
      // What does not open is not known to be ours, whatever the reason.
      guard let opened = try? bench.open(request.path, with: secret) else { continue }
      if JamiID(of: opened.archive.account.publicKey) == id { return }
    }
    throw Self.exists(request.path)
  }

  private static func exists(_ path: String) -> FileError {
    FileError(
      .fileExists, path: path, "\(path) is there already and is no archive of this account that opens",
      hint: "choose another name, or replace it with --force")
  }
}
