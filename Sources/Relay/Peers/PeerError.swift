import Platform

/// A server that may not be a peer.
public struct PeerError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// The address is of a kind that this relay does not connect to.
    case serverAddressRefused
  }

  public let kind: Code
  public let reason: String
  public let hint: String?
  public var code: String { kind.rawValue }

  public init(_ kind: Code, _ reason: String, hint: String? = nil) {
    self.kind = kind
    self.reason = reason
    self.hint = hint
  }
}
