import ArgumentParser
import DaemonAPI

/// `signet contact list`
struct ContactListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the contacts of an account.",
    discussion: """
      Lists active contacts; --all also those that were blocked or removed. A contact is reachable when it is `ready`, \
      `pending` when no card of it was found yet, and in `conflict` when another account than the pinned one answers \
      in its name. One whose account key is about to change says so: followed when the time to object is over, or \
      contested when two keys want to follow.

      Examples:
        $ signet contact list
        $ signet contact list --all --json
      """)

  @Flag(help: "Blocked and removed ones too.")
  var all = false

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    var list = try await client.contacts(account: try await client.resolve(account: account.id).id)
    if !all { list.contacts.removeAll { $0.state != "active" } }
    if common.json { return Answer.json(list) }
    guard !list.contacts.isEmpty else {
      return Words.say("No contact here. Add one with `signet contact add`, or hand out `signet invite`.")
    }
    Answer.table(
      ["CONTACT", "STATE", "REACHABLE", "VERIFIED", "NAME"],
      list.contacts.map { contact in
        [
          contact.id, contact.state, contact.reachable + (contact.succession.map { ", \($0.state) key" } ?? ""),
          Answer.yesNo(contact.verifiedAt != nil), contact.name ?? "",
        ]
      })
  }
}
