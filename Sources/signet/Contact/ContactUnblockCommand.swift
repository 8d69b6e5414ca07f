import ArgumentParser
import DaemonAPI

/// `signet contact unblock`
struct ContactUnblockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unblock",
    abstract: "Take messages from a blocked contact again.",
    discussion: """
      What was passed over meanwhile does not come back.

      Examples:
        $ signet contact unblock 918385
        $ signet contact unblock bob --json
      """)

  @OptionGroup var one: ContactArgument

  func run() async throws {
    try await one.change(ContactChange(blocked: false)) { "\($0.called) is no longer blocked." }
  }
}
