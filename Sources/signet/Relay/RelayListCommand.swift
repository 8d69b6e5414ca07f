import ArgumentParser
import DaemonAPI

/// `signet relay list`
struct RelayListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the relays that an account knows.",
    discussion: """
      Shows what was last seen, and asks nobody: `signet relay status` does. The origin is `user`, `learned` (another \
      relay told of it) or `card` (a contact's card named it).

      Examples:
        $ signet relay list
        $ signet relay list --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let list = try await client.relays(account: try await client.resolve(account: account.id).id)
    if common.json { return Answer.json(list) }
    if !list.relays.isEmpty { RelayTable.show(list.relays) }
    RelayTable.warnAboutCount(list.relays)
  }
}
