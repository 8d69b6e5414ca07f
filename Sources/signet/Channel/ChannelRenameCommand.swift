import ArgumentParser
import DaemonAPI

/// `signet channel rename`
struct ChannelRenameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Give a group of yours another name.",
    discussion: """
      The name is part of the signed list, so every member sees it.

      Examples:
        $ signet channel rename "Book club" "Thursday club"
        $ signet channel rename family Family --json
      """)

  @OptionGroup var one: ChannelArgument

  @Argument(help: "The new name, 1 to 256 bytes.")
  var name: String

  func run() async throws { try await one.change(ChannelChange(name: name)) }
}
