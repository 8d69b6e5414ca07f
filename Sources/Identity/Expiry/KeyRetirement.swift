import Platform

/// For how long the private half of a receive or sync key is kept after another took its place.
public enum KeyRetirement {
  /// Seconds (14 days): twice as long as relays keep packets.
  public static let life: Int64 = 14 * 86_400

  /// When a key that was retired then is destroyed.
  public static func end(ofKeyRetiredAt time: UnixTime) -> UnixTime { time.adding(seconds: life) }
}
