import ArgumentParser
import DaemonAPI
import Platform

extension ContactDetails {
  /// For people: one fact a line.
  var facts: [(label: String, value: String?)] {
    [
      ("contact", id), ("now", presentId), ("name", name), ("state", state), ("reachable", reachable),
      ("account", account),
      ("pinned by", pinnedBy), ("verified", verifiedAt?.text ?? "no"),
      ("receive key", generation > 0 ? "generation \(generation)" : nil),
      ("relays", relays.isEmpty ? nil : relays.joined(separator: " ")), ("card of", cardIssued?.text),
      ("added", addedAt?.text),
      ("another key", succession.map { $0.until.map { "from \($0.text) on" } ?? $0.state }), ("note", note),
    ]
  }

  /// What to call it in a sentence.
  var called: String { name.map { "\($0) (\(id))" } ?? id }
}

/// What a command has that is about one contact.
struct ContactArgument: ParsableArguments {
  @Argument(help: "The contact: its Jami ID, a beginning of it, or its name.")
  var contact: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  /// Connects, and tells which account is meant.
  func connect() async throws(ErrorReport) -> (client: DaemonClient, account: String) {
    let client = try await common.connect()
    return (client, try await client.resolve(account: account.id).id)
  }

  /// Changes the contact, and answers.
  /// - Parameter sentence: what was done, for people.
  func change(_ change: ContactChange, saying sentence: (ContactDetails) -> String) async throws(ErrorReport) {
    let (client, id) = try await connect()
    let changed = try await client.changeContact(account: id, contact, change)
    if common.json { return Answer.json(changed) }
    Words.say(sentence(changed))
  }
}
