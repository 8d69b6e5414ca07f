import GnuTLS
import Platform

/// Compact JWE (RFC 7516 §7.1) by RSA-OAEP-256 and A256GCM.
///
///     let text = try CompactJWE.seal(plaintext, to: key.publicKey, header: [.init("rcpt", .string(name))])
///     let plaintext = try CompactJWE.open(text, with: key, allowedNames: ["rcpt"])
public enum CompactJWE {
  /// Fills all of a buffer with random bytes fit for keys.
  public typealias Randomness = (UnsafeMutableRawBufferPointer) throws(GnuTLSError) -> Void

  /// `plaintext` sealed to one key, under a content key of its own.
  /// - Parameters:
  ///   - header: parameters of the protected header beside `alg` and `enc`; whoever opens has to allow them.
  ///   - random: where content key and iv come from; the padding of OAEP is always the library's.
  /// - Throws: `JOSEError.headerRefused`, `libraryFailed`.
  public static func seal(
    _ plaintext: UnsafeRawBufferPointer, to key: OAEPPublicKey, header: [StrictJSON.Member] = [],
    random: Randomness = Random.fill
  ) throws(JOSEError) -> String {
    let protected = try JWEHeader.write(header)
    let contentKey = try self.contentKey(random)
    var iv = [UInt8](repeating: 0, count: ContentEncryption.ivSize)
    let drawn = iv.withUnsafeMutableBytes { bytes in Result { () throws(GnuTLSError) in try random(bytes) } }
    if case .failure(let error) = drawn { throw JOSEError(.libraryFailed, error.reason) }
    let sealed = try ContentEncryption.seal(plaintext, key: contentKey, iv: iv, aad: protected)
    let tag = Array(sealed.suffix(ContentEncryption.tagSize))
    return CompactText.join(
      protected, [try key.wrap(contentKey), iv, Array(sealed.dropLast(ContentEncryption.tagSize)), tag])
  }

  /// The same for a secret.
  public static func seal(
    _ plaintext: Secret, to key: OAEPPublicKey, header: [StrictJSON.Member] = [], random: Randomness = Random.fill
  ) throws(JOSEError) -> String {
    try plaintext.withBytes { bytes throws(JOSEError) in
      try seal(bytes, to: key, header: header, random: random)
    }
  }

  /// The same for bytes that need no locked memory: public a moment ago, or test data.
  public static func seal(
    _ plaintext: [UInt8], to key: OAEPPublicKey, header: [StrictJSON.Member] = [], random: Randomness = Random.fill
  ) throws(JOSEError) -> String {
    let result = plaintext.withUnsafeBytes { bytes in
      Result { () throws(JOSEError) in try seal(bytes, to: key, header: header, random: random) }
    }
    return try result.get()
  }

  /// A fresh content key in locked memory.
  static func contentKey(_ random: Randomness) throws(JOSEError) -> Secret {
    do {
      return try Secret(count: ContentEncryption.keySize) { bytes in try random(bytes) }
    } catch {
      throw JOSEError(.libraryFailed, "a content key could not be made")
    }
  }
}
