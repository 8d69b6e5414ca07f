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

  func run() throws -> OperationResult {
    let folder = try bench.folder(account)
    let place = try RealPath.of(request.path)
    try refuseOwnFolder(place)
    let isThere = FileReader.exists(request.path)
    if isThere && !request.force { try refuseAlien() }
    var slots = request.offers.filter { $0 != .accountPassword }
    if try ArchiveReader.isEncrypted(path: folder.archivePath) == true { slots.append(.password) }
    let handed = try bench.collect(slots)
    let own = handed[.password] ?? ArchiveSecret.none
    let archive = try bench.open(folder.archivePath, with: own).archive
    let target = handed[.newPassword] ?? own
    if isThere && !request.force { try requireSameAccount(folder.id, secrets: [target, own]) }

    bench.progress.enter(.writing)
    let bytes = try ArchiveWriter.serialise(archive, secret: target)
    let staged = try AtomicFile.stage(bytes, beside: place.text)
    do {
      try bench.readBack(staged, with: target, expecting: archive)
    } catch {
      AtomicFile.discard(staged)
      throw error
    }
    bench.progress.enter(.finishing)
    try AtomicFile.put(staged, at: place.text)

    var result = OperationResult(warnings: archive.warnings.map(\.text))
    result.id = folder.id.text
    result.path = request.path
    result.bytes = bytes.count
    result.hasPassword = target.scheme != .none
    note(in: folder, &result)
    return result
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
