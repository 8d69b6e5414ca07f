import DaemonAPI
import Logging

/// How a daemon is to run.
public struct DaemonConfiguration: Sendable {
  public var location: DaemonLocation
  /// Log to standard error instead of the file.
  public var foreground: Bool
  public var logLevel: Logger.Level
  /// Where to tell that it listens, or why it does not.
  public var readyDescriptor: Int32?
  /// How long a worker waits for secrets.
  public var secretSeconds: Int
  /// How long after a successful operation a spare key is made.
  public var spareKeyDelay: Duration
  /// PEM file of the authorities whose word counts for the names of `https://` relays; nil for the system's.
  public var relayAuthorities: String?
  /// How long operations at work may take once the daemon is to end.
  public var drainSeconds: Int

  public init(location: DaemonLocation) {
    self.location = location
    foreground = false
    logLevel = .notice
    secretSeconds = 300
    spareKeyDelay = .seconds(4)
    drainSeconds = 60
  }
}
