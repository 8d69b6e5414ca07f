/// A policy that a certification path does not meet, and what about it.
public typealias FailedPathPolicy = Failed<PathPolicyName>

/// The names of these policies, as they are told and stored.
public enum PathPolicyName: String, Sendable, Codable, CaseIterable {
  case length
  case names
  case issuers
  case extensions
  case signatures
  case inDate
  case notRevoked
  case statusKnown
}
