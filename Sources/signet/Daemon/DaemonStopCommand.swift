import ArgumentParser
import DaemonAPI
import Platform

/// `signet daemon stop`
struct DaemonStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Stop the daemon.",
    discussion: """
      Waits until the daemon has let go of its socket. One that does not run is stopped already: the status is 0.

      Examples:
        $ signet daemon stop
        $ signet daemon stop --home /tmp/ada --json
      """)

  struct Report: Encodable {
    /// Whether one ran.
    let wasRunning: Bool
    let running: Bool
  }

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try DaemonClient(home: common.home)
    let wasRunning = DaemonLauncher.isRunning(at: client.location)
    if wasRunning { _ = try await client.stop() }
    let report = Report(wasRunning: wasRunning, running: DaemonLauncher.isRunning(at: client.location))
    if common.json {
      Answer.json(report)
    } else {
      Words.say(wasRunning ? "The daemon is stopped." : "No daemon was running.")
    }
    if report.running {
      throw ErrorReport(APIError(.daemonStopping, "the daemon still finishes an operation", hint: "try again later"))
    }
  }
}
