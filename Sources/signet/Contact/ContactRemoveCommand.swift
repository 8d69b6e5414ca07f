import ArgumentParser
import DaemonAPI

/// `signet contact remove`
struct ContactRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a contact.",
    discussion: """
      The removal is kept as a fact, so that an old backup or another device cannot bring the contact back unasked. \
      Its messages stay. `signet contact add` takes it back.

      Examples:
        $ signet contact remove 918385
        $ signet contact remove bob --json
      """)

  @OptionGroup var one: ContactArgument

  func run() async throws {
    let (client, id) = try await one.connect()
    let removed = try await client.removeContact(account: id, one.contact)
    if one.common.json { return Answer.json(removed) }
    Words.say("\(removed.called) is no contact any more.")
  }
}
