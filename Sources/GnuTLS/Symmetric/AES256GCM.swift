import CGnuTLS
import Glibc
import Platform

/// AES-256-GCM (NIST SP 800-38D): key 32 bytes, iv 12 bytes, tag 16 bytes behind the ciphertext.
public enum AES256GCM {
  public static let keySize = 32
  public static let ivSize = 12
  public static let tagSize = 16

  /// Ciphertext and tag of `plaintext`. An iv must never be used twice with one key.
  /// - Throws: `GnuTLSError.libraryFailed`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005faead_005fcipher_005fencrypt>
  public static func seal(
    _ plaintext: UnsafeRawBufferPointer, key: Secret, iv: [UInt8], aad: [UInt8] = []
  ) throws(GnuTLSError) -> [UInt8] {
    let call = Call("sealed", "a plaintext")
    let cipher = try AESKeyHandle(key, iv: iv, call)
    var sealed = [UInt8](repeating: 0, count: plaintext.count + tagSize)
    var written = sealed.count
    let code = sealed.withUnsafeMutableBytes { result in
      cipher.withRaw { raw in
        gnutls_aead_cipher_encrypt(
          raw, iv, iv.count, aad, aad.count, tagSize, plaintext.baseAddress, plaintext.count, result.baseAddress,
          &written)
      }
    }
    try call.check(code)
    return sealed
  }

  /// Decrypts `buffer` (ciphertext, then tag) in place: afterwards all but its last 16 bytes are the plaintext. No
  /// further memory is taken, however long it is.
  ///
  /// The library decrypts before it compares the tag. So when the tag is wrong, all of `buffer` is wiped before the
  /// error leaves this function.
  /// - Throws: `GnuTLSError.authenticationFailed`, `libraryFailed`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005faead_005fcipher_005fdecryptv2>
  public static func open(
    inPlace buffer: UnsafeMutableRawBufferPointer, key: Secret, iv: [UInt8], aad: UnsafeRawBufferPointer? = nil
  ) throws(GnuTLSError) {
    let call = Call("opened", "a ciphertext")
    let authentication = Call("opened", "a ciphertext", failure: .authenticationFailed)
    guard buffer.count >= tagSize, let start = buffer.baseAddress else {
      throw authentication.error(because: "it is shorter than its tag of \(tagSize) bytes")
    }
    let cipher = try AESKeyHandle(key, iv: iv, call)
    let length = buffer.count - tagSize
    var text = giovec_t(iov_base: start, iov_len: length)
    var extra = giovec_t(iov_base: UnsafeMutableRawPointer(mutating: aad?.baseAddress), iov_len: aad?.count ?? 0)
    let code = cipher.withRaw { raw in
      gnutls_aead_cipher_decryptv2(
        raw, iv, iv.count, &extra, aad == nil ? 0 : 1, &text, length == 0 ? 0 : 1, start + length, tagSize)
    }
    if code < 0 { explicit_bzero(start, buffer.count) }
    try (code == GNUTLS_E_DECRYPTION_FAILED ? authentication : call).check(code)
  }
}

/// The library's expanded key; wiped and freed with its owner.
private struct AESKeyHandle: ~Copyable {
  private let raw: gnutls_aead_cipher_hd_t

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005faead_005fcipher_005finit>
  init(_ key: Secret, iv: [UInt8], _ call: Call) throws(GnuTLSError) {
    precondition(key.count == AES256GCM.keySize && iv.count == AES256GCM.ivSize, "AES-256-GCM takes 32 and 12 bytes")
    var raw: gnutls_aead_cipher_hd_t?
    let code = key.withBytes { bytes in
      Datum.lend(bytes) { gnutls_aead_cipher_init(&raw, GNUTLS_CIPHER_AES_256_GCM, $0) }
    }
    try call.check(code)
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
  }

  deinit { gnutls_aead_cipher_deinit(raw) }

  func withRaw<Result>(_ body: (gnutls_aead_cipher_hd_t) -> Result) -> Result { body(raw) }
}
