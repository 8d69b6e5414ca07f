import ArgumentParser
import DaemonAPI

/// `signet react`
struct ReactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "react",
    abstract: "React to a message.",
    discussion: """
      A reaction is a short name between colons. Everybody in the conversation sees it and who reacted.

      Examples:
        $ signet react 0f8c2a4e :heart:
        $ signet react 0f8c2a4e :thumbs_up: --json
      """)

  @OptionGroup var one: MessageArgument

  @Argument(help: "The reaction, with its colons.")
  var reaction: String

  func run() async throws { try await one.send("REACT", reaction) }
}
