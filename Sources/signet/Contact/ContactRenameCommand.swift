import ArgumentParser
import DaemonAPI

/// `signet contact rename`
struct ContactRenameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Call a contact by another name.",
    discussion: """
      The name is yours alone: it is told to nobody. An empty one takes the name away.

      Examples:
        $ signet contact rename 918385 Bob
        $ signet contact rename Bob ""
      """)

  @OptionGroup var one: ContactArgument

  @Argument(help: "The new name, at most 256 bytes.")
  var name: String

  func run() async throws {
    try await one.change(ContactChange(name: name)) { contact in
      contact.name.map { "The contact \(contact.id) is now called \($0)." }
        ?? "The contact \(contact.id) has no name any more."
    }
  }
}
