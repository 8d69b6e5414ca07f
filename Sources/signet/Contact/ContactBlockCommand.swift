import ArgumentParser
import DaemonAPI

/// `signet contact block`
struct ContactBlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "block",
    abstract: "Take nothing from a contact any more, and send it nothing.",
    discussion: """
      Its packets are passed over from now on; it is not told. Messages that are here stay.

      Examples:
        $ signet contact block 918385
        $ signet contact block bob --json
      """)

  @OptionGroup var one: ContactArgument

  func run() async throws {
    try await one.change(ContactChange(blocked: true)) { "\($0.called) is blocked." }
  }
}
