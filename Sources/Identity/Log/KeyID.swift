import GnuTLS

/// Names a key of any kind in a log: SHA-256 of its DER SubjectPublicKeyInfo, 32 bytes. That of a device key is the
/// `DeviceID`, that of an account key the `AccountFingerprint`.
public struct KeyID: Identifier {
  public static let kindName = "key ID"
  public static let byteCount = 32
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The identifier of a key by its DER SPKI (RFC 5280 §4.1.2.7; for Ed25519 RFC 8410 §4).
  public init(ofSPKI spki: [UInt8]) { bytes = Digest.sha256.hash(spki) }

  public init(_ device: DeviceID) { bytes = device.bytes }
  public init(_ account: AccountFingerprint) { bytes = account.bytes }
}

extension DeviceID {
  /// The identifier of a key that a log names. Of a revoked one, whatever it is for.
  public init(_ key: KeyID) { bytes = key.bytes }
}

extension AccountFingerprint {
  /// The fingerprint of an account key that a log names.
  public init(_ key: KeyID) { bytes = key.bytes }
}
