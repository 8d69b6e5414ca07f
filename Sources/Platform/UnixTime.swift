import Glibc

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, as Jami's formats count them.
///
/// Rooms that decide are handed one; only the outermost callers ask the clock.
public struct UnixTime: Sendable, Hashable, Comparable, Codable {
  public let seconds: Int64

  public init(seconds: Int64) { self.seconds = seconds }

  /// The system's clock, now.
  public static func now() -> UnixTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UnixTime(seconds: Int64(time.tv_sec))
  }

  public static func < (left: UnixTime, right: UnixTime) -> Bool { left.seconds < right.seconds }

  public func adding(seconds more: Int64) -> UnixTime { UnixTime(seconds: seconds + more) }

  /// RFC 3339 in UTC, for instance `2026-11-21T08:42:09Z`.
  public var text: String {
    var time = time_t(seconds)
    var parts = tm()
    guard gmtime_r(&time, &parts) != nil else { return "\(seconds)" }
    func padded(_ number: Int32, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(parts.tm_year + 1900, 4) + "-" + padded(parts.tm_mon + 1, 2) + "-" + padded(parts.tm_mday, 2) + "T"
      + padded(parts.tm_hour, 2) + ":" + padded(parts.tm_min, 2) + ":" + padded(parts.tm_sec, 2) + "Z"
  }

  public init(from decoder: any Decoder) throws {
    seconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }
}
