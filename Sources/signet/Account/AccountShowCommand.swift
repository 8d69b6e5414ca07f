import ArgumentParser
import DaemonAPI
import Platform

/// `signet account show`
struct AccountShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one account: its device here, its contacts, how many devices are revoked.",
    discussion: """
      Shows what this machine knows without opening the archive, so it needs no password. Contacts that were removed \
      or blocked are listed too: a removal is a fact that must not be forgotten.

      Examples:
        $ signet account show
        $ signet account show --account 9183855090357fea --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let details = try await client.account(try await client.resolve(account: account.id).id)
    if common.json { return Answer.json(details) }
    Answer.facts([
      ("account", details.id), ("name", details.displayName), ("device", details.deviceId),
      ("device name", details.deviceName), ("role", details.role),
      ("password", Answer.yesNo(details.hasPassword)), ("recovery", details.recovery),
      ("created", details.createdAt.text), ("revoked devices", String(details.revokedCount)),
      ("contacts", String(details.contacts.count)),
    ])
    ContactTable.show(details.contacts)
  }
}
