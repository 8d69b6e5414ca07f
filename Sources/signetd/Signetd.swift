import ArgumentParser
import Daemon
import DaemonAPI
import Glibc
import Logging
import Platform

/// The daemon's program, and its workers'. Thin: it parses and hands over.
@main
struct Signetd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signetd",
    abstract: "Keeps a person's accounts and answers signet.",
    discussion: """
      As a rule nobody starts it by hand: signet does, and so does systemd through the socket of its user unit. \
      Signals: SIGTERM and SIGINT end it when the operations under way have ended.

      Examples:
        $ signetd --foreground
        $ signetd --home /tmp/trial --foreground --log-level debug
      """,
    version: SignetVersion.text)

  @Option(help: "The folder of the state and the socket (or SIGNET_HOME).")
  var home: String?

  @Flag(help: "Log to standard error instead of signetd.log.")
  var foreground = false

  @Option(
    help: "How much to log: trace, debug, info, notice, warning, error or critical (or SIGNET_LOG_LEVEL).",
    transform: { try Self.level($0) })
  var logLevel: Logger.Level?

  @Option(help: .hidden)
  var readyFd: Int32?

  func run() async throws {
    var configuration: DaemonConfiguration
    do throws(ErrorReport) {
      configuration = DaemonConfiguration(location: try DaemonLocation(home: home))
    } catch {
      throw ValidationError(error.reason)
    }
    configuration.foreground = foreground
    let named = try DaemonLocation.environment("SIGNET_LOG_LEVEL").map { try Self.level($0) }
    configuration.logLevel = logLevel ?? named ?? .notice
    configuration.readyDescriptor = readyFd
    throw ExitCode(await DaemonProcess.run(configuration))
  }

  private static func level(_ name: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: name) else { throw ValidationError("'\(name)' is no log level") }
    return level
  }

  static func main() async {
    // Before anything is parsed: a worker has no command line of its own.
    switch CommandLine.arguments.dropFirst() {
    case ["worker"]: Worker.run()
    case ["archive"]: ArchiveFileWorker.run()
    case ["digest"]: FileDigestWorker.run()
    case ["token"]: TokenKeeper.run()
    default: break
    }
    await main(nil)
  }
}
