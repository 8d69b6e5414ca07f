import GnuTLS

/// Names a device inside certificates, receipts and announcements: SHA-1 of the device key's DER
/// SubjectPublicKeyInfo, 20 bytes.
public struct ShortDeviceID: Identifier {
  public static let kindName = "short device ID"
  public static let byteCount = 20
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The identifier of a key.
  public init(of key: PublicKey) { bytes = key.sha1 }
}
