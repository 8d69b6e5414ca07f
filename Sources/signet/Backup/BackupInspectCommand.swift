import ArgumentParser
import DaemonAPI

/// `signet backup inspect`
struct BackupInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a backup, without its secrets.",
    discussion: """
      Opens a file that Signet or Jami wrote and lists what is in it: the account, its contacts (removed and blocked \
      ones too), how many devices are revoked, conversations, names of settings, certificates. It works without a \
      daemon and changes nothing.

      Examples:
        $ signet backup inspect ~/Downloads/export.gz
        $ signet backup inspect export.gz --password-file ~/jami.password --json
      """)

  @Argument(help: "The backup: a file that Signet or Jami wrote.", completion: .file())
  var file: String

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let source = SecretSource(subject: file, password: try opening.read())
    let report = try source.run(.inspect, on: file).content
    if common.json { return Answer.json(report) }
    Answer.facts(report.facts)
    ContactTable.show(report.contacts.map { ContactEntry(id: $0.id, state: $0.state, confirmed: $0.confirmed) })
    for warning in report.warnings { Words.warn(warning.text) }
  }
}
