import Platform

/// A relay that the account knows of, and what it has shown of itself.
public struct StoredRelay: Sendable, Hashable {
  public enum Origin: String, Sendable, CaseIterable {
    /// Named by the person.
    case user
    /// Told by another relay.
    case learned
    /// Named in somebody's card or invitation.
    case card
  }

  /// `http://HOST:PORT` or `https://HOST:PORT`.
  public let url: String
  public var origin: Origin
  public var addedAt: UnixTime
  /// Taken out by the person: a tombstone, so that it is not learned again.
  public var isRemoved: Bool
  /// Packets that it took and that were found elsewhere.
  public var successes: Int
  /// Tries that it did not answer.
  public var failures: Int
  /// Packets that it took and that were not found elsewhere.
  public var losses: Int
  /// 0 to 1, as of `scoredAt`.
  public var score: Double
  public var scoredAt: UnixTime?
  /// 0 to 1, as the relay told it; nil when it tells none.
  public var load: Double?
  public var lastTriedAt: UnixTime?
  public var lastAnsweredAt: UnixTime?
  /// When it was first tried without an answer; nil once it answers.
  public var failingSince: UnixTime?
  /// The URL of the relay that told of it.
  public var learnedFrom: String?
  /// What it says it can do; of more than `MessagingLimits.capabilities` the first.
  public var capabilities: [String]
  public var lastError: String?

  public init(
    url: String, origin: Origin, addedAt: UnixTime, isRemoved: Bool = false, successes: Int = 0,
    failures: Int = 0, losses: Int = 0, score: Double = 1, scoredAt: UnixTime? = nil, load: Double? = nil,
    lastTriedAt: UnixTime? = nil, lastAnsweredAt: UnixTime? = nil, failingSince: UnixTime? = nil,
    learnedFrom: String? = nil, capabilities: [String] = [], lastError: String? = nil
  ) {
    self.url = url
    self.origin = origin
    self.addedAt = addedAt
    self.isRemoved = isRemoved
    self.successes = successes
    self.failures = failures
    self.losses = losses
    self.score = score
    self.scoredAt = scoredAt
    self.load = load
    self.lastTriedAt = lastTriedAt
    self.lastAnsweredAt = lastAnsweredAt
    self.failingSince = failingSince
    self.learnedFrom = learnedFrom
    self.capabilities = capabilities
    self.lastError = lastError
  }
}
