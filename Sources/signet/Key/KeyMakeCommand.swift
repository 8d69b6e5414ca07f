import ArgumentParser
import DaemonAPI

/// `signet key make`
struct KeyMakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Make the keys that are missing for messages.",
    discussion: """
      An account made or restored here gets them by itself. One that was here before, or that was restored without \
      them and has a password, needs the password once. Where none is missing nothing is done.

      With --token a new signing key is made on a PKCS#11 token, and takes the place of the present one as soon as it \
      has signed once. With --no-token it is the other way round: for a token that was lost, or is needed elsewhere. \
      The account's password is what it takes, not the old key; \
      but only the old key can tell the account's log of the new one, so contacts take what it signs only where \
      the token is there. A key that is no longer used stays on its token: \
      `p11tool --login --delete URL` removes it.

      Examples:
        $ signet key make
        $ signet key make --password-file ~/ada.password --json
        $ signet key make --token pkcs11:token=ada --token-pin-file ~/ada.pin
      """)

  @OptionGroup var token: TokenOptions

  @Flag(help: "Make a signing key here, for one that is on a token.")
  var noToken = false

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if noToken && token.token != nil { throw ValidationError("--token and --no-token exclude each other") }
  }

  func run() async throws {
    let source = SecretSource(
      subject: "the account", password: try opening.read(), tokenPIN: try token.pin.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.makeKeys(
      account: id, KeysRequest(offers: source.offers, token: token.token, noToken: noToken))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    result.warnings.forEach(Words.warn)
    Words.say("The account has all keys that messages need.")
  }
}
