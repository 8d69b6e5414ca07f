/// The answer to `GET /status`, an addition of Signet relays.
public struct RelayStatus: Sendable, Codable, Equatable {
  /// A server that the relay knows.
  public struct Peer: Sendable, Codable, Equatable {
    /// `HOST:PORT`.
    public var server: String
    /// `configured`, `learned` or `quarantined`.
    public var state: String
    /// Seconds since it last answered; nil when it never did.
    public var answeredSecondsAgo: Int64?
    /// 0 to 1; nil when nothing is known yet.
    public var score: Double?

    public init(server: String, state: String, answeredSecondsAgo: Int64?, score: Double?) {
      self.server = server
      self.state = state
      self.answeredSecondsAgo = answeredSecondsAgo
      self.score = score
    }
  }

  /// `signet-relay`.
  public var software: String
  public var version: String
  /// `ok` or `degraded`; `warnings` says why.
  public var health: String
  /// 0 for idle to 1 for as much as it takes: by this a client chooses.
  public var load: Double
  public var uptimeSeconds: Int64
  /// Packets stored, and their bytes.
  public var packets: Int
  public var bytes: Int
  /// Recipients that something is stored for.
  public var recipients: Int
  /// Seconds that a packet stays.
  public var retentionSeconds: Int64
  /// What it can do beyond Jasper 1.0.0: `cursor`, `wait`, `reconcile`.
  public var capabilities: [String]
  public var peers: [Peer]
  /// Sentences for whoever keeps the relay.
  public var warnings: [String]

  public init(
    software: String, version: String, health: String, load: Double, uptimeSeconds: Int64, packets: Int, bytes: Int,
    recipients: Int, retentionSeconds: Int64, capabilities: [String], peers: [Peer], warnings: [String]
  ) {
    self.software = software
    self.version = version
    self.health = health
    self.load = load
    self.uptimeSeconds = uptimeSeconds
    self.packets = packets
    self.bytes = bytes
    self.recipients = recipients
    self.retentionSeconds = retentionSeconds
    self.capabilities = capabilities
    self.peers = peers
    self.warnings = warnings
  }
}
