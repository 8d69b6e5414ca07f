import Platform

/// When a message was written, by its author's clock: milliseconds since 1970-01-01T00:00:00Z.
///
/// As text it is the profile of ISO 8601 that RFC 3339 §5.6 defines, with an offset. What is finer than a millisecond
/// is cut off, so that everybody orders messages alike.
public struct MessageTimestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let milliseconds: Int64

  /// From 1970 to the end of 9999, which is all that its text can say.
  static let range: ClosedRange<Int64> = 0...253_402_300_799_999

  /// 1970-01-01T00:00:00Z.
  public static let earliest = MessageTimestamp(checked: 0)

  private init(checked milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Nil outside the years 1970 to 9999.
  public init?(milliseconds: Int64) {
    guard Self.range.contains(milliseconds) else { return nil }
    self.milliseconds = milliseconds
  }

  /// Whole seconds; nil outside the years 1970 to 9999.
  public init?(_ time: UnixTime) {
    let (milliseconds, overflow) = time.seconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// Rounded down.
  public var seconds: UnixTime { UnixTime(seconds: milliseconds / 1000) }

  /// For instance `2026-11-21T08:42:09.120Z`.
  public var text: String {
    let digits = String(milliseconds % 1000)
    let fraction = String(repeating: "0", count: 3 - digits.count) + digits
    return seconds.text.dropLast() + ".\(fraction)Z"
  }

  public var description: String { text }

  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

  /// What a message that follows `other` is dated: now, or a millisecond after `other` where the clock is behind.
  /// An edit that were not later than what it edits would have no effect (see `Conversation`).
  public static func following(_ other: MessageTimestamp, now: MessageTimestamp) -> MessageTimestamp {
    max(now, MessageTimestamp(milliseconds: other.milliseconds + 1) ?? other)
  }
}
