import ArgumentParser
import DaemonAPI

/// `signet delete`
struct DeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Take a message of yours back.",
    discussion: """
      Asks everybody who has it to show it no more; what somebody has read or kept cannot be taken back. Only its \
      author can delete a message.

      Examples:
        $ signet delete 0f8c2a4e
        $ signet delete 0f8c2a4e --json
      """)

  @OptionGroup var one: MessageArgument

  func run() async throws { try await one.send("DELETE", "") }
}
