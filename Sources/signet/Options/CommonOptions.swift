import ArgumentParser
import DaemonAPI

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Answer with one JSON object on standard output.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Keep state, daemon and socket in DIR. Without it: SIGNET_HOME, else the standard folders.", valueName: "dir"),
    completion: .directory)
  var home: String?

  func validate() throws {
    if home == "" { throw ValidationError("--home needs the name of a folder") }
  }

  /// Connects to the daemon, starting it where none runs.
  func connect() async throws(ErrorReport) -> DaemonClient { try await DaemonClient.connect(home: home) }
}

/// Which account is meant, for commands about one.
struct AccountOption: ParsableArguments {
  @Option(
    name: .customLong("account"),
    help: ArgumentHelp(
      "The account, by its Jami ID or an unambiguous beginning. Needed where there are several.", valueName: "id"))
  var id: String?
}
