import ArgumentParser

/// `signet contact …`
struct ContactGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contact",
    abstract: "The people whom an account writes to.",
    discussion: """
      A contact is another account. Commands that take a contact take its Jami ID, an unambiguous beginning of it of \
      at least six digits, or the name that you gave it.

      Examples:
        $ signet contact add 9183855090357fea8f4fd0be8380473e5a68d1cc
        $ signet contact list
        $ signet contact verify bob
      """,
    subcommands: [
      ContactAddCommand.self, ContactListCommand.self, ContactShowCommand.self, ContactVerifyCommand.self,
      ContactRenameCommand.self, ContactBlockCommand.self, ContactUnblockCommand.self, ContactRemoveCommand.self,
    ])
}
