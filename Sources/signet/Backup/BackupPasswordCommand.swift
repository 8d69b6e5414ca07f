import ArgumentParser
import DaemonAPI

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
    let source = SecretSource(subject: file, password: try opening.read(), newPassword: given)
    let result = try source.run(.changePassword, on: file)
    let report = Report(
      file: file, id: result.content.id, bytes: result.written?.bytes ?? 0,
      hasPassword: result.written?.hasPassword ?? false, warnings: result.content.warnings.map(\.text))
    if common.json { return Answer.json(report) }
    report.warnings.forEach(Words.warn)
    Words.say(
      report.hasPassword
        ? "The file has the new password; it was read back and holds the same."
        : "The file has no password any more: whoever has it has the account.")
  }
}
