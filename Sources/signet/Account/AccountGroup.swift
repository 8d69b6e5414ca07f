import ArgumentParser

/// `signet account …`
struct AccountGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Make, look at and give up accounts.",
    discussion: """
      An account is one identity, known by its Jami ID (40 hex digits). Its keys are in one archive, in Jami's format; \
      the archive's password is the account's password.

      Examples:
        $ signet account create --name Ada
        $ signet account list
        $ signet account show --json
      """,
    subcommands: [
      AccountCreateCommand.self, AccountListCommand.self, AccountShowCommand.self, AccountPasswordCommand.self,
      AccountForgetCommand.self,
    ])
}
