import ArgumentParser
import DaemonAPI

/// `signet channel add`
struct ChannelAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add contacts to a group of yours.",
    discussion: """
      Signs the new list and sends it to every member. New members see what is written from now on.

      Examples:
        $ signet channel add "Book club" dave
        $ signet channel add family 918385 dfdc9f --json
      """)

  @OptionGroup var one: ChannelArgument

  @Argument(help: "Contacts: Jami IDs, beginnings of them, or names.")
  var contacts: [String]

  func run() async throws { try await one.change(ChannelChange(add: contacts)) }
}
