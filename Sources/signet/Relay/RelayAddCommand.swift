import ArgumentParser
import DaemonAPI

/// `signet relay add`
struct RelayAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Use a relay.",
    discussion: """
      Asks the relay whether it is there, and puts the account's card on it, so that others find the account by its \
      Jami ID. A relay that does not answer is added all the same, with a warning; it is tried again. Add two or more.

      Examples:
        $ signet relay add http://relay.example.net:8080
        $ signet relay add https://[2001:db8::7]:8443 --json
      """)

  @Argument(help: "http://HOST:PORT or https://HOST:PORT.")
  var url: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let added = try await client.addRelay(account: id, RelayRequest(url: url))
    if common.json { return Answer.json(added) }
    if let error = added.error { Words.warn("\(added.url) does not answer: \(error)") }
    Words.say("The relay \(added.url) is used.")
    RelayTable.warnAboutCount(try await client.relays(account: id).relays)
  }
}
