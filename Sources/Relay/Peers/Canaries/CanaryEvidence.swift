import Jasper

/// What one canary has shown of one server.
public struct CanaryEvidence: Sendable, Equatable {
  public enum Role: Sendable, Equatable {
    /// The canary entered there.
    case entry
    /// It went round, and should have come there.
    case carrier
  }

  public let server: ServerAddress
  public let role: Role
  public let isLost: Bool

  public init(server: ServerAddress, role: Role, isLost: Bool) {
    self.server = server
    self.role = role
    self.isLost = isLost
  }
}
