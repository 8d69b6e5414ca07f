import Platform

/// A secp256k1 key that could not be made or used.
public struct EthereumError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// The bytes are no secp256k1 private key: not 32 of them, zero, or not below the group order.
    case ethereumKeyInvalid
    /// The system gave no random bytes, or the library no memory.
    case ethereumFailed
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
