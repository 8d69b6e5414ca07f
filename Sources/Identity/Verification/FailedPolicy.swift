/// A policy that a device does not meet, and what about it.
public struct FailedPolicy: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Policy: String, Sendable, Codable, CaseIterable {
    case chainShape
    case signedByAccount
    case deviceInDate
    case accountInDate
    case notRevokedBySerial
    case notRevokedByKey
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
