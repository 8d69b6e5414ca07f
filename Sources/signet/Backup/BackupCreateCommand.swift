import ArgumentParser
import DaemonAPI

/// `signet backup create`
struct BackupCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Write a backup of an account, and prove that it opens.",
    discussion: """
      Writes FILE, reads it back, decrypts it, parses it and compares the content with the account's. It ends with 0 \
      only when all of that went well; otherwise what was at FILE before is still there.

      The backup gets the account's own password, or the one of --new-password-file. A file that is there already is \
      replaced only when it is a backup of this same account, or with --force.

      Examples:
        $ signet backup create ~/ada.gz
        $ signet backup create /media/stick/ada.gz --password-file ada.password
        $ signet backup create ada-for-the-safe.gz --new-password-file safe.txt
      """)

  @Argument(help: "The file to write.", completion: .file())
  var file: String

  @Flag(help: "Replace FILE even when it is no backup of this account.")
  var force = false

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var new: NewSecretOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read(), newPassword: try new.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let path = WorkingFolder.absolute(file)
    let operation = try await client.backUp(
      account: id, BackupRequest(path: path, force: force, offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("file", result.path ?? path), ("bytes", result.bytes.map(String.init)), ("account", result.id ?? id),
      ("password", result.hasPassword.map(Answer.yesNo)),
    ])
    result.warnings.forEach(Words.warn)
    Words.say("The file was read back and holds the same as the account.")
  }
}
