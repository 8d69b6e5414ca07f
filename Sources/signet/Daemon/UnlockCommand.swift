import ArgumentParser
import DaemonAPI
import Platform

/// `signet unlock`
struct UnlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock",
    abstract: "Let the signing agent of an account work again after `lock`.",
    discussion: """
      Asks for the archive's password, as the proof that it is you; an account without one unlocks without. The agent \
      then signs and opens messages until `signet lock`, or for --seconds.

      Where the signing key is on a PKCS#11 token, its PIN is asked for as well: also after the daemon was started \
      anew, since a PIN is kept nowhere but in memory. Without the token at hand messages can be read, not signed.

      Examples:
        $ signet unlock
        $ signet unlock --seconds 3600 --password-file ~/ada.password
      """)

  @Option(help: ArgumentHelp("Lock again after this time. Without it: not by itself.", valueName: "seconds"))
  var seconds: Int?

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var pin: TokenPINOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let seconds, seconds < 1 { throw ValidationError("--seconds takes a number of seconds, at least 1") }
  }

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read(), tokenPIN: try pin.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.unlock(account: id, KeysRequest(offers: source.offers, seconds: seconds))
    let result = try await client.follow(operation, source, json: common.json)
    let agent = try await client.agent(account: id)
    if common.json { return Answer.json(agent) }
    result.warnings.forEach(Words.warn)
    Words.say(
      agent.unlockedUntil.map { "The signing agent is unlocked until \($0.text)." } ?? "The signing agent is unlocked.")
  }
}
