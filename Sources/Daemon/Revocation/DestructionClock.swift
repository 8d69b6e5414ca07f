import Identity
import Platform

/// How much of the 72 hours is over that a device keeps its keys after it has learned that it was thrown out.
///
/// A person has that time to object, so a clock that is set wrong must not end it at once; and whoever has the device
/// must not put it off for ever by setting the clock back. So what counts is the time that passed from one look at the
/// clock to the next, as far as that can be believed.
struct DestructionClock: Sendable, Equatable {
  /// The whole time, in seconds.
  static let span = LogLimits.objection
  /// Seconds between two looks of a daemon that runs.
  static let pace: Int64 = 900
  /// Seconds that are left in any case after a time in which the daemon did not look: an objection may be waiting on a
  /// relay, or the person about to type it.
  static let grace: Int64 = 3600
  /// Seconds of the longest time without a look that counts: a longer one is rather a clock that was wrong.
  static let longestGap: Int64 = 30 * 86_400

  /// Seconds that are over.
  private(set) var counted: Int64
  /// The last look at the clock.
  private(set) var seen: UnixTime

  init(start: UnixTime) {
    counted = 0
    seen = start
  }

  /// As `text` has it; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: " ").compactMap { Int64($0) }
    guard parts.count == 2, (0...Self.span).contains(parts[0]) else { return nil }
    counted = parts[0]
    seen = UnixTime(seconds: parts[1])
  }

  var text: String { "\(counted) \(seen.seconds)" }

  /// Another look. A clock that was set back takes nothing away, and goes on from where it is now.
  func advanced(to now: UnixTime) -> DestructionClock {
    var next = self
    next.seen = now
    let (gap, isBeyond) = now.seconds.subtractingReportingOverflow(seen.seconds)
    guard gap > 0, !isBeyond else { return next }
    if gap <= Self.pace {
      next.counted = min(Self.span, counted + gap)
    } else if gap <= Self.longestGap {
      next.counted = max(counted, min(counted + gap, Self.span - Self.grace))
    }
    return next
  }

  var isOver: Bool { counted >= Self.span }

  /// When it is over, for a daemon that runs until then.
  func end(now: UnixTime) -> UnixTime {
    let present = advanced(to: now)
    return now.adding(seconds: Self.span - present.counted)
  }
}
