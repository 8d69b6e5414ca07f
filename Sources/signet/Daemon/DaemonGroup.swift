import ArgumentParser

/// `signet daemon …`
struct DaemonGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "daemon",
    abstract: "The daemon that works for the commands.",
    discussion: """
      signetd runs for one user and one data folder. Commands that need it start it; it stays until it is stopped.

      Examples:
        $ signet daemon status
        $ signet daemon stop
      """,
    subcommands: [DaemonStatusCommand.self, DaemonStopCommand.self])
}
