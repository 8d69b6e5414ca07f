import ArgumentParser
import DaemonAPI

/// `signet channel show`
struct ChannelShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a group and its members.",
    discussion: """
      The members are those of the newest list that its owner signed.

      Examples:
        $ signet channel show "Book club"
        $ signet channel show 0b5a9a52-7d0e-8f0e-9d3c-6b0f3a1d2c4e --json
      """)

  @OptionGroup var one: ChannelArgument

  func run() async throws {
    let client = try await one.common.connect()
    let channel = try await client.channel(one.channel, account: try await client.resolve(account: one.account.id).id)
    if one.common.json { return Answer.json(channel) }
    channel.show()
  }
}
