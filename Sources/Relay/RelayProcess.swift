import Glibc
import Logging
import Platform
import ServiceLifecycle
import UnixSignals

/// A relay as a process: from its start until SIGTERM or SIGINT.
public enum RelayProcess {
  private struct Keeper: Service {
    let server: RelayServer

    func run() async throws {
      await cancelWhenGracefulShutdown { await server.keepUp() }
    }
  }

  /// - Returns: the exit status: 0 after a clean end, 1 when it could not start.
  public static func run(_ configuration: RelayConfiguration, level: Logger.Level) async -> Int32 {
    // A client that goes away in the middle of an answer is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    let logger = Logger(label: "signet-relay") { _ in RelayLog(logLevel: level) }
    do {
      let server = try await RelayServer.start(configuration, logger: logger)
      let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
          services: [.init(service: Keeper(server: server), serviceName: "relay")],
          gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
      try await group.run()
      await server.stop()
      return 0
    } catch {
      let coded = error as? any CodedError
      let text = coded.map { "\($0.reason)\($0.hint.map { " (\($0))" } ?? "")" } ?? "\(type(of: error))"
      let line = "signet-relay: \(text)\n"
      _ = write(2, line, line.utf8.count)
      return 1
    }
  }
}
