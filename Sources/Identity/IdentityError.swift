import Platform

/// A decision about accounts, devices or revocations that cannot be taken as asked.
public struct IdentityError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// A text is no Jami ID, device ID or fingerprint.
    case identifierMalformed
    /// A name of an account or a device is empty, too long, or has control characters.
    case nameRefused
    /// Two things that must belong to one account belong to two.
    case otherAccount
    /// The archive has no authority key, and without it the account certificate cannot be renewed.
    case authorityKeyMissing
    /// The device's key is revoked; no certificate is issued for it again.
    case deviceRevoked
    /// The revocation list that the account holds does not verify, so nothing may be signed on top of it.
    case revocationListUnverified
    /// The next revocation number would be longer than the 20 octets of RFC 5280 §5.2.3.
    case revocationNumberExhausted
    /// Signet's own entry in an archive cannot be read.
    case signetFieldsDamaged
    /// A signed record in OpenDHT's form cannot be read.
    case recordDamaged
    /// No memory for a secret.
    case memoryUnavailable
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
