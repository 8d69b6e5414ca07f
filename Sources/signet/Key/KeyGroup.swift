import ArgumentParser

/// `signet key …`
struct KeyGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "The keys that messages need, beside those of the archive.",
    discussion: """
      signing signs this device's messages; wrap opens keys that are handed to this device; receive opens what others \
      send, sync what your other devices send. They are made after the account, in the background.

      Examples:
        $ signet key list
        $ signet key make
      """,
    subcommands: [KeyListCommand.self, KeyMakeCommand.self, KeyRotateCommand.self])
}
