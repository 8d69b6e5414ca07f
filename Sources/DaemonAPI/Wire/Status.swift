import Platform

/// Answer of `GET /v1/status`, with `?account=ID` where there are several.
///
/// The fields of the account are nil where there is none, or several and none was named.
public struct Status: Codable, Sendable, Equatable {
  public var id: String?
  public var displayName: String?
  public var deviceId: String?
  /// `full` or `leaf`.
  public var role: String?
  /// `none`, `kitMade` or `kitRehearsed`.
  public var recovery: String?
  /// When the first of the account's certificates ends; Unix seconds.
  public var nextExpiry: UnixTime?
  /// Which one that is: `authorityCertificate`, `accountCertificate` or `deviceCertificate`.
  public var nextExpiryOf: String?
  /// `ready`; `making` while a worker makes them; `pending` where the archive's password is needed for it;
  /// `destroyed` on a device that was thrown out.
  public var keys: String?
  /// Nil for a device that is in the account, as far as it knows.
  public var revoked: OwnRevocationStatus?
  /// Whether the account's signing agent neither signs nor opens anything.
  public var agentLocked: Bool?
  /// Where the signing key is on a token: how that stands.
  public var token: TokenStatus?
  /// Messages that nobody has read yet.
  public var unread: Int?
  /// Packets that are not confirmed to be on the mesh yet.
  public var outbox: Int?
  /// Relays that the account knows.
  public var relays: Int?
  /// Number of accounts here.
  public var accounts: Int
  /// Whether the daemon holds nothing secret and runs no worker.
  public var locked: Bool
  /// Operations under way.
  public var operations: Int
  public var daemon: DaemonStatus

  public init(accounts: Int, locked: Bool, operations: Int, daemon: DaemonStatus) {
    self.accounts = accounts
    self.locked = locked
    self.operations = operations
    self.daemon = daemon
  }
}

/// The daemon itself.
public struct DaemonStatus: Codable, Sendable, Equatable {
  public let version: String
  public let processId: Int32
  public let startedAt: UnixTime
  public let home: String
  public let socket: String

  public init(version: String, processId: Int32, startedAt: UnixTime, home: String, socket: String) {
    self.version = version
    self.processId = processId
    self.startedAt = startedAt
    self.home = home
    self.socket = socket
  }
}

/// Answer of `POST /v1/lock`.
public struct LockAnswer: Codable, Sendable, Equatable {
  public let locked: Bool
  /// Operations that waited for secrets and were ended.
  public let ended: Int
  /// Operations that were at work and came to their end.
  public let finished: Int
  /// Signing agents that sign and open nothing from now on.
  public let agents: Int

  public init(locked: Bool, ended: Int, finished: Int, agents: Int) {
    self.locked = locked
    self.ended = ended
    self.finished = finished
    self.agents = agents
  }
}

/// Answer of `POST /v1/stop`; the daemon ends after it.
public struct StopAnswer: Codable, Sendable, Equatable {
  public let stopping: Bool

  public init(stopping: Bool) { self.stopping = stopping }
}
