import ArgumentParser
import DaemonAPI

/// `signet account forget`
struct AccountForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Remove an account and its keys from this machine.",
    discussion: """
      Removes the archive, the device's keys and everything else that this machine keeps about the account. The device \
      is not revoked by it, other devices keep the account, and backups stay where they are. Without a backup or \
      another device the account is gone for good.

      --dry-run lists exactly what would be removed, and removes nothing. Otherwise say --yes, or type the first eight \
      digits of the Jami ID when asked.

      Examples:
        $ signet account forget --dry-run
        $ signet account forget --account 9183855090357fea --yes
      """)

  @Flag(help: "Say what would be removed, and remove nothing.")
  var dryRun = false

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let chosen = try await client.resolve(account: account.id)
    if !dryRun && !yes {
      let beginning = String(chosen.id.prefix(8))
      Words.say("This removes the account \(chosen.id) (\(chosen.displayName)) and its keys from this machine.")
      try Prompt.confirm("Type the first eight digits of its ID: ", expected: beginning)
    }
    let answer = try await client.forget(account: chosen.id, dryRun: dryRun)
    if common.json { return Answer.json(answer) }
    Words.say(dryRun ? "Would be removed:" : "Removed:")
    answer.removed.forEach(Words.data)
  }
}
