import ArgumentParser
import DaemonAPI

/// `signet account password`
struct AccountPasswordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password",
    abstract: "Change the password of an account on this machine.",
    discussion: """
      Writes the account's archive anew under the new password, reads it back, and only then puts it in place of the \
      old one. Backups made before keep the password that they have: change theirs with `signet backup password`, or \
      make new ones and destroy the old.

      Examples:
        $ signet account password
        $ signet account password --password-file old --new-password-file new
        $ signet account password --new-archive-key-file archive.key
      """)

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var new: NewSecretOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read(), newPassword: try new.read())
    if source.newPassword == nil {
      try Prompt.requireTerminal(orElse: "name a file with --new-password-file, or say --no-password")
    }
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.changePassword(
      account: id, PasswordRequest(noPassword: new.noPassword, offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    result.warnings.forEach(Words.warn)
    Words.say(
      result.hasPassword == false
        ? "The account has no password any more: whoever has its files has the account."
        : "The password is changed. Backups made before keep the one that they have.")
  }
}
