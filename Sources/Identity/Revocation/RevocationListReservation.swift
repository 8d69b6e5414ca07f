/// Why a revocation list that is believed does not vouch for the certificates that it does not name.
public struct RevocationListReservation: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Policy: String, Sendable, Codable, CaseIterable {
    /// It has a number, in the form that RFC 5280 §5.2.3 wants, and none higher was seen before.
    case number
    /// It is not dated in the future.
    case notAhead
    /// The time for which it was made is not over.
    case inDate
  }

  public let policy: Policy
  /// One sentence without a full stop.
  public let reason: String

  public init(_ policy: Policy, _ reason: String) {
    self.policy = policy
    self.reason = reason
  }

  public var description: String { "\(policy.rawValue): \(reason)" }
}
