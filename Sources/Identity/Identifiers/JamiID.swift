import GnuTLS

/// Names an account towards Jami and people: SHA-1 of the account key's DER SubjectPublicKeyInfo, 20 bytes.
///
/// SHA-1 is weak. Wherever an account is pinned, its `AccountFingerprint` is what counts.
public struct JamiID: Identifier {
  public static let kindName = "Jami ID"
  public static let byteCount = 20
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The identifier of a key.
  public init(of key: PublicKey) { bytes = key.sha1 }
}
