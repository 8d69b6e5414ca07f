import ArgumentParser

/// `signet recovery …`
struct RecoveryGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recovery",
    abstract: "The recovery kit: words on paper that win the account back.",
    discussion: """
      The kit holds the account's recovery key as words to be written down: 33 words, or several shares of 33 words of \
      which some are enough. It is made once and rehearsed, and then it is nowhere but on paper.

      Examples:
        $ signet recovery make
        $ signet recovery make --shares 3/5
        $ signet recovery rehearse
        $ signet recovery status
      """,
    subcommands: [RecoveryMakeCommand.self, RecoveryRehearseCommand.self, RecoveryStatusCommand.self])
}
