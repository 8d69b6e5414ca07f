import ArgumentParser
import DaemonAPI

/// `signet edit`
struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Give a message of yours another text.",
    discussion: """
      Only its author can edit a message; what others send under its name is refused. Readers see that it was edited. \
      A deleted message stays deleted.

      Examples:
        $ signet edit 0f8c2a4e "hello, Bob"
        $ signet edit 0f8c2a4e - < text.md
      """)

  @OptionGroup var one: MessageArgument

  @Argument(help: "The new text; - takes it from standard input, at most 256 KiB.")
  var text: [String]

  func run() async throws { try await one.send("EDIT", try MessageText.something(text)) }
}
