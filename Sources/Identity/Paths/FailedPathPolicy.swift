/// A policy that a certification path does not meet, and what about it.
public struct FailedPathPolicy: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Policy: String, Sendable, Codable, CaseIterable {
    case length
    case names
    case issuers
    case extensions
    case signatures
    case inDate
    case notRevoked
    case statusKnown
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
