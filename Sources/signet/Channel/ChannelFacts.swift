import ArgumentParser
import DaemonAPI

extension ChannelDetails {
  /// For people: the group, then a line a member.
  func show() {
    Answer.facts([
      ("channel", id), ("name", name), ("owner", owner), ("members", String(members.count)),
      ("left", left ? "yes: you are no member any more" : nil),
    ])
    guard !members.isEmpty else { return }
    Words.data("")
    Answer.table(["MEMBER", "REACHABLE", "NAME"], members.map { [$0.id, $0.reachable, $0.name ?? ""] })
  }
}

/// What a command has that is about one channel.
struct ChannelArgument: ParsableArguments {
  @Argument(help: "The channel: its UUID or its name.")
  var channel: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  /// Changes the channel, and answers.
  func change(_ change: ChannelChange) async throws(ErrorReport) {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let changed = try await client.changeChannel(account: id, channel, change)
    if common.json { return Answer.json(changed) }
    changed.show()
  }
}
