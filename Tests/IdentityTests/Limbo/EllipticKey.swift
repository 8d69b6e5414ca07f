import CGnuTLS

/// Checks signatures by P-256, which nothing of ours can, only to learn who signed a foreign certificate.
enum EllipticKey {
  /// ecdsa-with-SHA256 (RFC 5758 §3.2), DER.
  static let algorithm: [UInt8] = [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]

  /// Whether the key with this SubjectPublicKeyInfo made `signature`; false for a key of another kind.
  static func isValid(_ signature: [UInt8], for message: [UInt8], by spki: [UInt8]) -> Bool {
    var key: gnutls_pubkey_t?
    guard gnutls_pubkey_init(&key) == 0, let key else { return false }
    defer { gnutls_pubkey_deinit(key) }
    guard lend(spki, { gnutls_pubkey_import(key, $0, GNUTLS_X509_FMT_DER) }) == 0 else { return false }
    let code = lend(message) { message in
      lend(signature) { gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_ECDSA_SHA256, 0, message, $0) }
    }
    return code >= 0
  }

  private static func lend(_ bytes: [UInt8], _ body: (UnsafePointer<gnutls_datum_t>) -> Int32) -> Int32 {
    var bytes = bytes
    return bytes.withUnsafeMutableBufferPointer { buffer in
      var datum = gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
      return body(&datum)
    }
  }
}
