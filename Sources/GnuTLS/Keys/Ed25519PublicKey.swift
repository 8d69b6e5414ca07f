import CGnuTLS

/// An Ed25519 public key (RFC 8032 §5.1).
public struct Ed25519PublicKey: Sendable, Hashable {
  /// The encoded point, 32 bytes.
  public let bytes: [UInt8]

  /// Bytes of an encoded point.
  public static let byteCount = 32
  /// Bytes of a signature.
  public static let signatureSize = 64

  /// DER SubjectPublicKeyInfo (RFC 8410 §4), 44 bytes.
  public var spki: [UInt8] { Self.head + bytes }
  /// SHA-256 of the SubjectPublicKeyInfo, 32 bytes: what pins the key.
  public var sha256: [UInt8] { Digest.sha256.hash(spki) }

  /// - Throws: `GnuTLSError.keyDamaged` for anything but 32 bytes.
  public init(bytes: [UInt8]) throws(GnuTLSError) {
    guard bytes.count == Self.byteCount else {
      throw Self.call.error(because: "\(bytes.count) bytes are not \(Self.byteCount)")
    }
    self.bytes = bytes
  }

  /// - Throws: `GnuTLSError.keyDamaged` for anything but the one SubjectPublicKeyInfo that an Ed25519 key has.
  public init(spki: [UInt8]) throws(GnuTLSError) {
    guard spki.starts(with: Self.head) else { throw Self.call.error(because: "it is no Ed25519 SubjectPublicKeyInfo") }
    try self.init(bytes: Array(spki.dropFirst(Self.head.count)))
  }

  private static var call: Call { Call("read", "an Ed25519 public key", failure: .keyDamaged) }

  /// Everything before the point: the algorithm id-Ed25519 without parameters, and a BIT STRING without unused bits.
  private static let head: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

  /// Whether `signature` over `message` was made with this key. A Bool: a primitive, not a verification.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fverify_005fdata2>
  public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard signature.count == Self.signatureSize else { return false }
    var key: gnutls_pubkey_t?
    guard gnutls_pubkey_init(&key) >= 0 else { return false }
    defer { gnutls_pubkey_deinit(key) }
    guard Datum.lend(spki, { gnutls_pubkey_import(key, $0, GNUTLS_X509_FMT_DER) }) >= 0 else { return false }
    let code = Datum.lend(message) { message in
      Datum.lend(signature) { gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_EDDSA_ED25519, 0, message, $0) }
    }
    return code >= 0
  }
}
