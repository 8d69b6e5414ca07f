import ArgumentParser

/// `signet channel …`
struct ChannelGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel",
    abstract: "Groups: channels with a signed list of their members.",
    discussion: """
      Whoever makes a group owns it and alone changes the list. A message to it is one signature and one sealed packet \
      for each member, sent through different relays. Commands that take a channel take its UUID or its name.

      Examples:
        $ signet channel create "Book club" bob carol
        $ signet send "Book club" "Thursday at eight?"
      """,
    subcommands: [
      ChannelCreateCommand.self, ChannelListCommand.self, ChannelShowCommand.self, ChannelAddCommand.self,
      ChannelRemoveCommand.self, ChannelRenameCommand.self,
    ])
}
