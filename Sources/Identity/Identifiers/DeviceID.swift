import GnuTLS

/// Names a device: SHA-256 of the device key's DER SubjectPublicKeyInfo, 32 bytes. Being made of the key alone, it is
/// also how a key is revoked.
public struct DeviceID: Identifier {
  public static let kindName = "device ID"
  public static let byteCount = 32
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The identifier of a key.
  public init(of key: PublicKey) { bytes = key.sha256 }
}
