import ArgumentParser
import DaemonAPI

/// `signet channel remove`
struct ChannelRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove members from a group of yours.",
    discussion: """
      Signs the new list and sends it to every member, those who go included. What they have they keep.

      Examples:
        $ signet channel remove "Book club" dave
        $ signet channel remove family 918385 --json
      """)

  @OptionGroup var one: ChannelArgument

  @Argument(help: "Members: Jami IDs, beginnings of them, or names.")
  var contacts: [String]

  func run() async throws { try await one.change(ChannelChange(remove: contacts)) }
}
