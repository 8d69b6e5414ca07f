import ArgumentParser
import DaemonAPI
import Platform

/// `signet daemon status`
struct DaemonStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell whether the daemon runs. Does not start it.",
    discussion: """
      That it does not run is an answer and no error: the status is 0 in both cases.

      Examples:
        $ signet daemon status
        $ signet daemon status --json
      """)

  /// The answer: whether it runs, where it would be, and the rest only where it runs.
  struct Report: Encodable {
    var running: Bool
    var socket: String
    var home: String
    var version: String?
    var processId: Int32?
    var startedAt: Int64?
  }

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try DaemonClient(home: common.home)
    var report = Report(
      running: DaemonLauncher.isRunning(at: client.location), socket: client.location.socketPath,
      home: client.location.dataFolder)
    if report.running {
      let daemon = try await client.status().daemon
      report.version = daemon.version
      report.processId = daemon.processId
      report.startedAt = daemon.startedAt.seconds
    }
    if common.json { return Answer.json(report) }
    Answer.facts([
      ("running", Answer.yesNo(report.running)), ("socket", report.socket), ("home", report.home),
      ("version", report.version), ("process", report.processId.map(String.init)),
    ])
  }
}
