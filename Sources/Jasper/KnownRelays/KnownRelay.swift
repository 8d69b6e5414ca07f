import Platform

/// A relay of the known list, with all that a client knows to choose by.
public struct KnownRelay: Sendable, Hashable {
  /// Seconds of the first pause after a try without an answer, and of the longest.
  public static let shortestPause: Int64 = 5
  public static let longestPause: Int64 = 3_600

  public let url: RelayURL
  public internal(set) var score: RelayScore
  /// 0 to 1, as it told last; nil when it tells none.
  public internal(set) var load: Double?
  public internal(set) var lastTriedAt: UnixTime?
  public internal(set) var lastAnsweredAt: UnixTime?
  /// When it was first tried without an answer; nil once it answers.
  public internal(set) var failingSince: UnixTime?

  public init(
    url: RelayURL, score: RelayScore = RelayScore(), load: Double? = nil, lastTriedAt: UnixTime? = nil,
    lastAnsweredAt: UnixTime? = nil, failingSince: UnixTime? = nil
  ) {
    self.url = url
    self.score = score
    self.load = load
    self.lastTriedAt = lastTriedAt
    self.lastAnsweredAt = lastAnsweredAt
    self.failingSince = failingSince
  }

  /// It answered, whatever it said.
  /// - Parameter load: what it told of its load; nil when it told nothing now.
  public mutating func answered(load told: Double? = nil, at now: UnixTime) {
    lastTriedAt = now
    lastAnsweredAt = now
    failingSince = nil
    if let told, !told.isNaN { load = min(1, max(0, told)) }
  }

  /// It did not answer.
  public mutating func unreachable(at now: UnixTime) {
    lastTriedAt = now
    failingSince = failingSince ?? now
    score.unreachable(at: now)
  }

  /// A packet that it took was found elsewhere.
  public mutating func delivered(at now: UnixTime) { score.delivered(at: now) }

  /// A packet that it took was not found elsewhere, after all waits.
  public mutating func lost(at now: UnixTime) { score.lost(at: now) }

  /// When to try it again after tries without an answer: after as long as it has been failing, within bounds, so that
  /// pauses double. Nil when the last try was answered or there was none.
  public var nextTry: UnixTime? {
    guard let failingSince, let lastTriedAt else { return nil }
    let (failing, overflow) = lastTriedAt.seconds.subtractingReportingOverflow(failingSince.seconds)
    let pause = overflow ? Self.longestPause : min(Self.longestPause, max(Self.shortestPause, failing))
    let (next, isLate) = lastTriedAt.seconds.addingReportingOverflow(pause)
    return isLate ? lastTriedAt : UnixTime(seconds: next)
  }

  /// Whether it did not answer lately, and is not to be tried yet.
  public func isWaiting(at now: UnixTime) -> Bool { nextTry.map { now < $0 } ?? false }

  /// Seconds for which it has been tried without an answer; 0 when the last try was answered.
  public var secondsFailing: Int64 {
    guard let failingSince, let lastTriedAt else { return 0 }
    let (seconds, overflow) = lastTriedAt.seconds.subtractingReportingOverflow(failingSince.seconds)
    return overflow ? .max : max(0, seconds)
  }
}
