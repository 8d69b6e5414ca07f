import Platform

/// A key that every device of the account has, on its way to a new one.
public struct HandedKey: Sendable {
  public enum Purpose: String, Sendable, CaseIterable {
    case receive, sync
  }

  public let purpose: Purpose
  /// From 1.
  public let generation: Int
  public let createdAt: UnixTime
  /// When another took its place; nil while it is in use.
  public let retiredAt: UnixTime?
  /// PKCS#8 DER (RFC 5208 §5).
  public let file: Secret

  public init(purpose: Purpose, generation: Int, createdAt: UnixTime, retiredAt: UnixTime?, file: Secret) {
    self.purpose = purpose
    self.generation = generation
    self.createdAt = createdAt
    self.retiredAt = retiredAt
    self.file = file
  }
}
