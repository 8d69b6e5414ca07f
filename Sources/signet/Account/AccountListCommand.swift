import ArgumentParser
import DaemonAPI

/// `signet account list`
struct AccountListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the accounts on this machine.",
    discussion: """
      One line an account. It needs no password.

      Examples:
        $ signet account list
        $ signet account list --json
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let list = try await common.connect().accounts()
    if common.json { return Answer.json(list) }
    guard !list.accounts.isEmpty else {
      return Words.say("No account here. Make one with `signet account create --name NAME`.")
    }
    Answer.table(
      ["ACCOUNT", "ROLE", "PASSWORD", "RECOVERY", "NAME"],
      list.accounts.map { account in
        [account.id, account.role, Answer.yesNo(account.hasPassword), account.recovery, account.displayName]
      })
  }
}
