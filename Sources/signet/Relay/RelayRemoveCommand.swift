import ArgumentParser
import DaemonAPI

/// `signet relay remove`
struct RelayRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Use a relay no longer.",
    discussion: """
      It is not learned again from others either; `signet relay add` takes it back. Packets that were to be sent \
      through it go through another.

      Examples:
        $ signet relay remove http://relay.example.net:8080
        $ signet relay remove http://relay.example.net:8080 --json
      """)

  @Argument(help: "Its URL, as `signet relay list` shows it.")
  var url: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let removed = try await client.removeRelay(account: id, url: url)
    if common.json { return Answer.json(removed) }
    Words.say("The relay \(removed.url) is used no longer.")
    RelayTable.warnAboutCount(try await client.relays(account: id).relays)
  }
}
