import ArgumentParser
import DaemonAPI

/// `signet backup verify`
struct BackupVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that a backup opens and is sound, without restoring it.",
    discussion: """
      Does everything that a restore would do short of writing: reads the file, derives the key, decrypts, parses, \
      checks keys, certificates and the revocation list, and lets the account key sign something that its certificate \
      verifies. Lists what was checked, and what the file holds. Status 0 means that the account can be brought back \
      from this file with this password.

      A damaged file and a wrong password look the same: the format cannot tell them apart (status 3).

      Examples:
        $ signet backup verify ~/ada.gz
        $ signet backup verify ada.gz --password-file ~/ada.password --json
      """)

  /// The answer: what `inspect` tells in `content`, and what was checked.
  struct Report: Encodable {
    let id: String
    let sound: Bool
    let checks: [ArchiveCheck]
    let warnings: [String]
    let content: ArchiveReport
  }

  @Argument(help: "The backup: a file that Signet or Jami wrote.", completion: .file())
  var file: String

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let source = SecretSource(subject: file, password: try opening.read())
    let result = try source.run(.verify, on: file)
    let (content, checks) = (result.content, result.checks)
    let warnings = result.warnings + content.warnings.map(\.text)
    if common.json {
      Answer.json(Report(id: content.id, sound: true, checks: checks, warnings: warnings, content: content))
      return
    }
    Answer.table(["CHECKED", "FOUND"], checks.map { [$0.check, $0.found] })
    Words.data("")
    Answer.facts(content.facts)
    warnings.forEach(Words.warn)
    Words.say("The backup is sound: the account can be brought back from it.")
  }
}
