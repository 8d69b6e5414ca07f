import ArgumentParser
import DaemonAPI

/// `signet contact show`
struct ContactShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what is known of a contact.",
    discussion: """
      Shows its account by SHA-256, how it was pinned (`invitation`, or `card`: seen on a relay), whether its safety \
      number was compared, its receive key, and where its card says that it fetches.

      Examples:
        $ signet contact show bob
        $ signet contact show 918385 --json
      """)

  @OptionGroup var one: ContactArgument

  func run() async throws {
    let (client, id) = try await one.connect()
    let contact = try await client.contact(account: id, one.contact)
    if one.common.json { return Answer.json(contact) }
    Answer.facts(contact.facts)
  }
}
