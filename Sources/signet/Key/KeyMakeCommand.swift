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

      Examples:
        $ signet key make
        $ signet key make --password-file ~/ada.password --json
      """)

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.makeKeys(account: id, KeysRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    result.warnings.forEach(Words.warn)
    Words.say("The account has all keys that messages need.")
  }
}
