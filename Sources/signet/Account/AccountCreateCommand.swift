import ArgumentParser
import DaemonAPI

/// `signet account create`
struct AccountCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a new account, with this machine as its first device.",
    discussion: """
      Makes three RSA keys of 4096 bits (authority, account, device), the certificates that bind them together, and \
      the account's archive. No server and no network take part. It takes about a second for each key on an ordinary \
      machine, now and then ten times as long: finding primes is a matter of luck. Four more keys, for messages, are \
      made afterwards in the background; `signet status` tells when they are ready.

      A password protects the archive. There is no way back to a forgotten one. An account without a password is made \
      only with --no-password.

      With --token the key that signs this device's messages is made on a PKCS#11 token (a smart card, a security \
      key) and never leaves it; the token's PIN is asked for, and again by `signet unlock` whenever the daemon was \
      started anew. `p11tool --list-token-urls` lists what is plugged in. An address that names a key (object=, id=) \
      takes that key instead of making one.

      It ends by naming the recovery state: `none` until there is a recovery kit. Until then a backup is what brings \
      the account back.

      Examples:
        Ask for the password at the terminal:
        $ signet account create --name Ada

        In a script, with the password in a file:
        $ signet account create --name Ada --password-file ada.pw --json

        With the key that signs messages on a PKCS#11 token:
        $ signet account create --name Ada --token pkcs11:token=ada
      """)

  @Option(help: ArgumentHelp("Your name, as contacts will see it.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("Name of this device. Without it: the machine's name.", valueName: "name"))
  var deviceName: String?

  @OptionGroup var token: TokenOptions
  @OptionGroup var secret: FirstSecretOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if name.isEmpty { throw ValidationError("--name must not be empty") }
  }

  func run() async throws {
    var source = SecretSource(
      subject: "the account \(name)", newPassword: try secret.read(), tokenPIN: try token.pin.read())
    // Before anything is started: the person is asked first, and a script that gave no password ends at once.
    if source.newPassword == nil {
      source.newPassword = .password(try Prompt.newPassword(for: source.subject))
    }
    let client = try await common.connect()
    let operation = try await client.create(
      CreateRequest(displayName: name, deviceName: deviceName, noPassword: secret.noPassword, token: token.token))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("account", result.id), ("device", result.deviceId), ("name", result.displayName ?? name),
      ("password", result.hasPassword.map(Answer.yesNo)), ("recovery", result.recovery),
    ])
    result.warnings.forEach(Words.warn)
    Words.say(RecoveryWords.sentence(for: result.recovery))
  }
}
