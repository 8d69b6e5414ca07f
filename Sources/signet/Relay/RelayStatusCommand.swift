import ArgumentParser
import DaemonAPI

/// `signet relay status`
struct RelayStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Ask every relay how it is, and show what it is used for.",
    discussion: """
      The load is what the relay says of itself, the score how well it kept what it was given, both from 0 to 1. \
      `receive` marks where the account fetches; the others are for sending. Ends with status 5 when none answers.

      Examples:
        $ signet relay status
        $ signet relay status --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let list = try await client.relays(account: id, probe: true)
    if common.json {
      Answer.json(list)
    } else {
      if !list.relays.isEmpty { RelayTable.show(list.relays) }
      for relay in list.relays {
        if let error = relay.error { Words.warn("\(relay.url) does not answer: \(error)") }
      }
      RelayTable.warnAboutCount(list.relays)
    }
    if !list.relays.contains(where: { $0.error == nil }) { throw ExitCode(ExitTable.network) }
  }
}
