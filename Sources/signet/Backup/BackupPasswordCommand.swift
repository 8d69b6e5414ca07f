import AccountArchive
import ArgumentParser
import DaemonAPI
import Files
import Platform

/// `signet backup password`
struct BackupPasswordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password",
    abstract: "Change the password of a backup file.",
    discussion: """
      Opens FILE, writes it anew under the new password beside the old one, reads that back, compares, and only then \
      puts it in place. Until that instant the old file is untouched. Everything in it is kept, also what Signet does \
      not know. It works without a daemon, and on files that Jami wrote.

      Examples:
        $ signet backup password ~/Downloads/export.gz
        $ signet backup password jami.gz --password-file old --new-password-file new
        $ signet backup password jami.gz --no-password
      """)

  struct Report: Encodable {
    let file: String
    let id: String
    let bytes: Int
    let hasPassword: Bool
    let warnings: [String]
  }

  @Argument(help: "The backup: a file that Signet or Jami wrote.", completion: .file())
  var file: String

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var new: NewSecretOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let given = try new.read()
    if given == nil {
      try Prompt.requireTerminal(orElse: "name a file with --new-password-file, or say --no-password")
    }
    let local = try LocalArchive.open(file, opening)
    let secret = try given.map(ArchiveSecret.init) ?? .password(Prompt.newPassword(for: file))
    let bytes = try replace(local, under: secret)
    let report = Report(
      file: file, id: local.archive.jamiID, bytes: bytes, hasPassword: secret.scheme != .none,
      warnings: local.archive.warnings.map(\.text))
    if common.json { return Answer.json(report) }
    report.warnings.forEach(Words.warn)
    Words.say(
      report.hasPassword
        ? "The file has the new password; it was read back and holds the same."
        : "The file has no password any more: whoever has it has the account.")
  }

  /// Writes, reads back, compares, puts in place.
  /// - Returns: the size of the new file, in bytes.
  private func replace(_ local: LocalArchive, under secret: ArchiveSecret) throws -> Int {
    let text = try ArchiveWriter.serialise(local.archive, secret: secret)
    let staged = try AtomicFile.stage(text, beside: file)
    do {
      let readBack = try ArchiveReader.open(path: staged, secret: secret).archive
      let differences = try readBack.isEquivalent(to: local.archive)
      guard differences.isEmpty else {
        throw CommandError(
          .backupNotEqual, "what was written differs in \(differences.joined(separator: ", "))",
          hint: "the old file is untouched; please report this")
      }
    } catch {
      AtomicFile.discard(staged)
      throw error
    }
    try AtomicFile.put(staged, at: file)
    return text.count
  }
}
