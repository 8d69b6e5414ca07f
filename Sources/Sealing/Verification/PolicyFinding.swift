/// A rule, and one sentence without a full stop about how it came out.
public struct PolicyFinding: Sendable, Hashable, Codable, CustomStringConvertible {
  public let policy: Policy
  public let reason: String

  public init(_ policy: Policy, _ reason: String) {
    self.policy = policy
    self.reason = reason
  }

  public var description: String { "\(policy.rawValue): \(reason)" }
}
