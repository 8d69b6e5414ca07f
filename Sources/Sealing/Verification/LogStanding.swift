/// What the account's log, as far as it is known here, says about a device.
public enum LogStanding: String, Sendable, Codable, CaseIterable {
  /// There is no log at hand.
  case noLog
  case active
  /// It came in unapproved, and the time to object is not over.
  case pending
  /// The log does not mention it.
  case notListed
  /// It was thrown out.
  case revoked
  /// It has had another signing key for longer than a packet is on its way.
  case replaced
  /// It signed two statements under one number.
  case suspended
}
