import ArgumentParser
import DaemonAPI

/// `signet contact add`
struct ContactAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a contact by its invitation or its Jami ID.",
    discussion: """
      An invitation (signet:contact/1?…, from `signet invite` on the other side) names the account by SHA-256 and the \
      relays where it can be reached: take it where you can. A Jami ID alone is enough where the account's card can be \
      found on your relays; whoever it leads to is pinned at first sight, so compare the safety number.

      Where no card is found yet the contact is `pending`: messages to it wait in the outbox until there is one. \
      Adding a contact that was removed or blocked takes it back.

      Examples:
        $ signet contact add 9183855090357fea8f4fd0be8380473e5a68d1cc
        $ signet contact add 'signet:contact/1?id=9183…' --name Bob
        $ zbarimg -q --raw bob.png | signet contact add - --name Bob
      """)

  /// Most bytes of a link.
  private static let linkLimit = 64 * 1024

  @Argument(help: "A Jami ID, an invitation, or - for one on standard input.")
  var contact: String

  @Option(help: ArgumentHelp("What you call it; 1 to 256 bytes.", valueName: "name"))
  var name: String?

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let typed = contact == "-" ? try StandardInput.text(limit: Self.linkLimit, as: "the invitation") : contact
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let added = try await client.addContact(account: id, ContactRequest(contact: typed, name: name))
    if common.json { return Answer.json(added) }
    Answer.facts(added.facts)
    switch added.reachable {
    case "ready":
      if added.verifiedAt == nil { Words.say("Compare the safety number: signet contact verify \(added.id)") }
    case "conflict":
      Words.warn("\(added.called) shows another account than the one that was pinned; nothing is sent to it")
    default: Words.say("Its card is not found yet. Messages to it wait in the outbox until it is.")
    }
  }
}
