import CGnuTLS
import Platform

/// An Ed25519 private key (RFC 8032 §5.1) made from its seed. It signs as pure Ed25519, without a context.
///
///     let key = try Ed25519PrivateKey(seed: seed)
///     let signature = try key.sign(message)
public final class Ed25519PrivateKey: @unchecked Sendable {
  // Sendable: the handle never changes after `init`, and the library lets several threads use one key at once
  // (manual of gnutls_privkey_init, from version 3.5.11 on).
  private let handle: Ed25519PrivateKeyHandle

  public let publicKey: Ed25519PublicKey

  /// Bytes of a seed.
  public static let seedSize = 32

  /// The key of a seed of 32 bytes; every 32 bytes are the seed of one key.
  ///
  /// Deliberate: the seed goes in as PKCS#8 (RFC 8410 §7) and not by `gnutls_privkey_import_ecc_raw`. That call wants
  /// the public key too and takes whatever it is given, and a signature made with the public key of another gives the
  /// private key away.
  /// - Throws: `GnuTLSError.keyDamaged` for a seed of another length, `libraryFailed`.
  public init(seed: Secret) throws(GnuTLSError) {
    let call = Call("read", "an Ed25519 seed", failure: .keyDamaged)
    guard seed.count == Self.seedSize else {
      throw call.error(because: "\(seed.count) bytes are not \(Self.seedSize)")
    }
    let file: Secret
    do {
      file = try Secret(count: Self.head.count + Self.seedSize) { bytes in
        bytes.copyBytes(from: Self.head)
        seed.withBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[Self.head.count...]).copyMemory(from: $0) }
      }
    } catch {
      throw call.error(GNUTLS_E_MEMORY_ERROR)
    }
    let handle = try Ed25519PrivateKeyHandle.decode(pkcs8: file, call)
    publicKey = try handle.publicKey(call)
    self.handle = handle
  }

  /// `PrivateKeyInfo` up to the seed: version 0, id-Ed25519, the seed as an OCTET STRING in an OCTET STRING.
  private static let head: [UInt8] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]

  /// The 64 bytes of the signature over `message`; the same each time.
  /// - Throws: `GnuTLSError.libraryFailed`.
  public func sign(_ message: [UInt8]) throws(GnuTLSError) -> [UInt8] {
    try handle.sign(message, Call("signed", "a message"))
  }
}

/// The library's key; its numbers are wiped and freed with their owner.
private struct Ed25519PrivateKeyHandle: ~Copyable {
  private let raw: gnutls_privkey_t

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005finit>
  private init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_privkey_t?
    try call.check(gnutls_privkey_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fprivkey_005fimport_005fpkcs8>
  static func decode(pkcs8: Secret, _ call: Call) throws(GnuTLSError) -> Ed25519PrivateKeyHandle {
    let key = try Ed25519PrivateKeyHandle(call)
    var decoded: gnutls_x509_privkey_t?
    try call.check(gnutls_x509_privkey_init(&decoded))
    defer { gnutls_x509_privkey_deinit(decoded) }
    let code = pkcs8.withBytes { bytes in
      Datum.lend(bytes) {
        gnutls_x509_privkey_import_pkcs8(decoded, $0, GNUTLS_X509_FMT_DER, nil, GNUTLS_PKCS_PLAIN.rawValue)
      }
    }
    try call.check(code)
    try call.check(gnutls_privkey_import_x509(key.raw, decoded, GNUTLS_PRIVKEY_IMPORT_COPY.rawValue))
    return key
  }

  deinit { gnutls_privkey_deinit(raw) }

  /// The public half.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fimport_005fprivkey>
  func publicKey(_ call: Call) throws(GnuTLSError) -> Ed25519PublicKey {
    var half: gnutls_pubkey_t?
    try call.check(gnutls_pubkey_init(&half))
    defer { gnutls_pubkey_deinit(half) }
    try call.check(gnutls_pubkey_import_privkey(half, raw, 0, 0))
    let spki = try Datum.take(call) { gnutls_pubkey_export2(half, GNUTLS_X509_FMT_DER, $0) }
    return try Ed25519PublicKey(spki: spki)
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005fsign_005fdata2>
  func sign(_ message: [UInt8], _ call: Call) throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { signature in
      Datum.lend(message) { gnutls_privkey_sign_data2(raw, GNUTLS_SIGN_EDDSA_ED25519, 0, $0, signature) }
    }
  }
}
