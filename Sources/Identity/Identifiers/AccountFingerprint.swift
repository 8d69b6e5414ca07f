import GnuTLS

/// Pins an account: SHA-256 of the account key's DER SubjectPublicKeyInfo, 32 bytes.
public struct AccountFingerprint: Identifier {
  public static let kindName = "account fingerprint"
  public static let byteCount = 32
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The identifier of a key.
  public init(of key: PublicKey) { bytes = key.sha256 }
}
