import Platform

/// What a relay has shown of itself to this client: whether packets that it takes get anywhere.
///
/// A packet that was taken and lost weighs far more than a try without an answer: a relay that is down is tried again
/// elsewhere at once, but a lost packet is noticed late, or never. The score heals with time, so that nobody is out for
/// good; the slower, the larger the share that was lost so far.
public struct RelayScore: Sendable, Hashable {
  /// Below this a relay is poor: used only where there is no other.
  public static let poor = 0.5

  /// One loss may be chance, and leaves a relay above `poor`; two close together do not.
  static let lossFactor = 0.6
  static let failureFactor = 0.95
  static let successGain = 0.08
  /// Seconds in which half of what is missing comes back.
  static let halfLife: Int64 = 86_400
  /// The same for one that loses as a habit: a tenth of its packets, of at least `habit` lost ones.
  static let habitualHalfLife: Int64 = 7 * 86_400
  static let habit = 5

  /// Packets that it took and that were found elsewhere.
  public private(set) var successes: Int
  /// Tries that it did not answer.
  public private(set) var failures: Int
  /// Packets that it took and that were not found elsewhere.
  public private(set) var losses: Int
  /// 0 to 1, as of `at`.
  public private(set) var value: Double
  public private(set) var at: UnixTime?

  public init(successes: Int = 0, failures: Int = 0, losses: Int = 0, value: Double = 1, at: UnixTime? = nil) {
    self.successes = successes
    self.failures = failures
    self.losses = losses
    self.value = value.isNaN ? 1 : min(1, max(0, value))
    self.at = at
  }

  /// 0 to 1: 1 when nothing speaks against it.
  public func value(at now: UnixTime) -> Double {
    guard let at, at < now else { return value }
    // Far apart, or at the ends of the range, the difference may not fit.
    let (age, overflow) = now.seconds.subtractingReportingOverflow(at.seconds)
    guard !overflow else { return 1 }
    let loses = losses >= Self.habit && losses * 10 >= losses + successes
    let halfLife = loses ? Self.habitualHalfLife : Self.halfLife
    return 1 - (1 - value) * Self.half(Double(age) / Double(halfLife))
  }

  public func isPoor(at now: UnixTime) -> Bool { value(at: now) < Self.poor }

  /// A packet that it took was found elsewhere.
  public mutating func delivered(at now: UnixTime) {
    settle(at: now)
    value += (1 - value) * Self.successGain
    successes = Self.next(successes)
  }

  /// A packet that it took was not found elsewhere, after all waits.
  public mutating func lost(at now: UnixTime) {
    settle(at: now)
    value *= Self.lossFactor
    losses = Self.next(losses)
  }

  /// It did not answer.
  public mutating func unreachable(at now: UnixTime) {
    settle(at: now)
    value *= Self.failureFactor
    failures = Self.next(failures)
  }

  private mutating func settle(at now: UnixTime) {
    value = value(at: now)
    at = max(now, at ?? now)
  }

  private static func next(_ count: Int) -> Int { count == .max ? count : count + 1 }

  /// 2 to the power of -`exponent`, which is not negative. Deliberate: by squares and a straight line between them, to
  /// within 6%; exact powers are C's, and nothing here needs them.
  private static func half(_ exponent: Double) -> Double {
    guard exponent < 60 else { return 0 }
    let whole = exponent.rounded(.down)
    var result = 1 - (exponent - whole) / 2
    for _ in 0..<Int(whole) { result /= 2 }
    return result
  }
}
