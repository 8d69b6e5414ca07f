import Platform

/// When to try again what has failed: 5 s, doubled each time up to a bound, each a random half to whole of that, so that
/// relays that went down together do not come back together.
public struct BackOff: Sendable, Equatable {
  static let first: Int64 = 5

  /// Seconds of the longest pause.
  public let longest: Int64
  public private(set) var failures = 0
  /// Not before then; nil for at once.
  public private(set) var next: UnixTime?

  public init(longest: Int64) { self.longest = longest }

  public func allows(at now: UnixTime) -> Bool { next.map { $0 <= now } ?? true }

  public mutating func failed(at now: UnixTime, using generator: inout some RandomNumberGenerator) {
    let delay = min(longest, Self.first << Int64(min(failures, 10)))
    failures += 1
    next = now.adding(seconds: Int64.random(in: (delay + 1) / 2...delay, using: &generator))
  }

  public mutating func succeeded() { self = BackOff(longest: longest) }
}
