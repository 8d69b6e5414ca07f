import ArgumentParser
import DaemonAPI

/// `signet channel list`
struct ChannelListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the groups that an account is a member of.",
    discussion: """
      Groups that you are no member of any more are listed too: their messages are still here.

      Examples:
        $ signet channel list
        $ signet channel list --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let list = try await client.channels(account: id)
    if common.json { return Answer.json(list) }
    guard !list.channels.isEmpty else {
      return Words.say("No group here. Make one with `signet channel create NAME CONTACT...`.")
    }
    Answer.table(
      ["CHANNEL", "MEMBERS", "OWN", "LEFT", "NAME"],
      list.channels.map { channel in
        [
          channel.id, String(channel.members.count), Answer.yesNo(channel.owner == id), Answer.yesNo(channel.left),
          channel.name,
        ]
      })
  }
}
