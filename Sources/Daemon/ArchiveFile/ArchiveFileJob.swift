import AccountArchive
import DaemonAPI
import Files
import Platform

/// Opens one archive file for the command line, and does what was asked.
struct ArchiveFileJob {
  let task: ArchiveFileTask
  let socket: LocalSocket

  /// - Throws: the archive's failure class, `FileError`, `APIError`.
  func run() throws -> ArchiveFileResult {
    let opened = try ArchiveReader.open(path: task.path, secret: try openingSecret())
    var result = ArchiveFileResult(
      ArchiveReport(opened, path: task.path, bytes: try FileReader.status(task.path).size))
    switch task.work {
    case .inspect: break
    case .verify:
      result.checks = try ArchiveProof.checks(of: opened)
      result.warnings = ArchiveProof.warnings(for: opened, now: .now())
    case .revoke:
      guard let order = task.revocation else { throw APIError(.badRequest, "no device is named") }
      result.revocation = try BareRevocation(archive: opened.archive, now: .now()).make(order)
    case .changePassword: result.written = try rewrite(opened.archive, under: try ask(.newPassword))
    }
    return result
  }

  /// Asked for only when the file needs one, or the command line named one.
  private func openingSecret() throws -> ArchiveSecret {
    let isNeeded = try ArchiveReader.isEncrypted(path: task.path) == true
    return isNeeded || task.offers.contains(.password) ? try ask(.password) : .none
  }

  private func ask(_ slot: SecretSlot) throws -> ArchiveSecret {
    try socket.send(ArchiveFileMessage.secretNeeded(slots: [slot]))
    guard let handed = try SecretFrames.receive(from: socket)?[slot] else {
      throw ArchiveError(.passwordNeeded, "no password was handed over")
    }
    return try ArchiveSecret(handed)
  }

  /// Writes beside the old file, reads back, compares, and puts it in place.
  private func rewrite(_ archive: Archive, under secret: ArchiveSecret) throws -> ArchiveFileResult.WrittenFile {
    let place = try RealPath.of(task.path).text
    let text = try ArchiveWriter.serialise(archive, secret: secret)
    let staged = try AtomicFile.stage(text, beside: place)
    do {
      let differences = try ArchiveReader.open(path: staged, secret: secret).archive.isEquivalent(to: archive)
      guard differences.isEmpty else {
        throw APIError(
          .backupNotEqual, "what was written differs in \(differences.joined(separator: ", "))",
          hint: "the old file is untouched; please report this")
      }
      // Whoever pressed Ctrl-C meanwhile believes that nothing was changed.
      if socket.isHungUp { throw SystemError(.cancelled, "the command line is gone") }
    } catch {
      AtomicFile.discard(staged)
      throw error
    }
    try AtomicFile.put(staged, at: place)
    return ArchiveFileResult.WrittenFile(bytes: text.count, hasPassword: secret.scheme != .none)
  }
}
