import ArgumentParser
import DaemonAPI

/// `signet channel create`
struct ChannelCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a group of contacts, with yourself as its owner.",
    discussion: """
      Signs the list of members and sends it to each. A member whose card is not found yet gets it as soon as it is.

      Examples:
        $ signet channel create "Book club" bob carol
        $ signet channel create family 918385 dfdc9f --json
      """)

  @Argument(help: "The group's name, 1 to 256 bytes.")
  var name: String

  @Argument(help: "Contacts: Jami IDs, beginnings of them, or names.")
  var contacts: [String]

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let created = try await client.createChannel(account: id, ChannelRequest(name: name, members: contacts))
    if common.json { return Answer.json(created) }
    created.show()
  }
}
