/// A policy that something does not meet, and what about it.
///
/// One type for every verifier: whoever reports failures handles those of devices, of paths and of lists alike.
public struct Failed<Policy>: Sendable, Hashable, Codable, CustomStringConvertible
where Policy: RawRepresentable<String> & Sendable & Hashable & Codable {
  public let policy: Policy
  /// One sentence without a full stop.
  public let reason: String

  public init(_ policy: Policy, _ reason: String) {
    self.policy = policy
    self.reason = reason
  }

  public var description: String { "\(policy.rawValue): \(reason)" }
}
