import ArgumentParser
import DaemonAPI

/// `signet backup restore`
struct BackupRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Bring the account of a backup onto this machine, as a new device of it.",
    discussion: """
      Opens FILE, makes a key for this device, certifies it with the account's key, and keeps the archive here under \
      the password that FILE has, or the one of --new-password-file.

      An account that is here already is never overwritten: that is refused with accountExists. With --merge the \
      backup is joined into it. A merge only adds: no contact is removed by it, no block lifted, no revocation taken \
      back. Where the account here has another password than FILE, name it with --account-password-file.

      Examples:
        $ signet backup restore ~/Downloads/export.gz
        $ signet backup restore ada.gz --device-name laptop --password-file ada.pw
        $ signet backup restore old.gz --merge --account-password-file now.txt
        $ signet backup restore ada.gz --token pkcs11:token=ada
      """)

  @Argument(help: "The backup: a file that Signet or Jami wrote.", completion: .file())
  var file: String

  @Flag(help: "Join the backup into the same account that is here already.")
  var merge = false

  @Option(help: ArgumentHelp("Name of this device. Without it: the machine's name.", valueName: "name"))
  var deviceName: String?

  @OptionGroup var token: TokenOptions
  @OptionGroup var opening: OpeningOptions
  @OptionGroup var new: NewSecretOptions
  @OptionGroup var accountSecret: AccountSecretOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(
      subject: file, password: try opening.read(), newPassword: try new.read(),
      accountPassword: try accountSecret.read(), tokenPIN: try token.pin.read())
    let client = try await common.connect()
    let operation = try await client.restore(
      RestoreRequest(
        path: WorkingFolder.absolute(file), merge: merge, deviceName: deviceName, offers: source.offers,
        token: token.token))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("account", result.id), ("device", result.deviceId), ("name", result.displayName),
      ("password", result.hasPassword.map(Answer.yesNo)), ("recovery", result.recovery),
      ("contacts added", result.merge.map { String($0.contactsAdded) }),
      ("contacts changed", result.merge.map { String($0.contactsChanged) }),
      ("revocations added", result.merge.map { String($0.revocationsAdded) }),
      ("settings added", result.merge.map { String($0.settingsAdded) }),
    ])
    result.warnings.forEach(Words.warn)
    Words.say(RecoveryWords.sentence(for: result.recovery))
  }
}
