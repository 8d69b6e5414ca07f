import GnuTLS
import Platform

extension CompactJWE {
  /// The plaintext of a JWE that was sealed to this key.
  ///
  /// Deliberate: until the tag is proved, one error with one text, whatever is wrong: no JWE at all, a header that is
  /// not allowed, another recipient, bad padding, a content key of another length, the tag. And a content key that
  /// cannot be unwrapped is replaced by a random one, and the work goes on, so that it fails where a wrong tag fails.
  /// Whoever sends must not learn which it was (RFC 7516 §11.5; RFC 8017 §7.1.2, note).
  ///
  /// - Parameters:
  ///   - allowedNames: the header parameters that the caller understands, beside `alg` and `enc`.
  ///   - random: where the replacement comes from.
  /// - Throws: `JOSEError.decryptionFailed`; `libraryFailed` when there is no memory or no randomness.
  public static func open(
    _ text: String, with key: OAEPPrivateKey, allowedNames: Set<String>, random: Randomness = Random.fill
  ) throws(JOSEError) -> Secret {
    let replacement = try contentKey(random)
    return try text.withUTF8Bytes { bytes throws(JOSEError) in
      guard let sealed = SealedParts(bytes, allowedNames: allowedNames) else { throw .notOpened }
      let unwrapped = try sealed.wrappedKey.withRawBytes { bytes throws(JOSEError) in try key.unwrap(bytes) }
      let contentKey = unwrapped?.count == ContentEncryption.keySize ? unwrapped ?? replacement : replacement
      return try sealed.open(with: contentKey)
    }
  }
}

/// A JWE taken apart, its ciphertext still in base64url.
private struct SealedParts {
  let wrappedKey: [UInt8]
  private let protected: UnsafeRawBufferPointer
  private let iv: [UInt8]
  private let ciphertext: UnsafeRawBufferPointer
  private let ciphertextSize: Int
  private let tag: [UInt8]

  /// Nil for what cannot be opened, whatever the reason.
  init?(_ bytes: UnsafeRawBufferPointer, allowedNames: Set<String>) {
    guard let parts = CompactText.split(bytes, into: 5) else { return nil }
    do { _ = try JWEHeader(ProtectedHeader.read(parts[0]), allowedNames: allowedNames) } catch { return nil }
    guard let wrappedKey = Base64Alphabet.url.decode(parts[1]), let iv = Base64Alphabet.url.decode(parts[2]),
      let ciphertextSize = Base64Alphabet.byteCount(of: parts[3].count), let tag = Base64Alphabet.url.decode(parts[4]),
      tag.count == ContentEncryption.tagSize
    else { return nil }
    self.wrappedKey = wrappedKey
    self.iv = iv
    self.ciphertextSize = ciphertextSize
    self.tag = tag
    protected = parts[0]
    ciphertext = parts[3]
  }

  /// The plaintext, decrypted where it stays.
  func open(with key: Secret) throws(JOSEError) -> Secret {
    var buffer: SecretBuffer
    do { buffer = try SecretBuffer(limit: ciphertextSize + ContentEncryption.tagSize) } catch { throw .noMemory }
    var isSound = false
    _ = buffer.extend(room: ciphertextSize) { room in
      isSound = Base64Alphabet.url.decode(ciphertext, into: room)
      return ciphertextSize
    }
    guard isSound, tag.withUnsafeBytes({ buffer.append($0) }) else { throw .notOpened }
    try buffer.withMutableBytes { bytes throws(JOSEError) in
      try ContentEncryption.open(inPlace: bytes, key: key, iv: iv, aad: protected)
    }
    buffer.truncate(to: ciphertextSize)
    return buffer.finish()
  }
}

extension [UInt8] {
  /// `withUnsafeBytes` with a typed error.
  fileprivate func withRawBytes<Success, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Success
  ) throws(Failure) -> Success {
    let result: Result<Success, Failure> = withUnsafeBytes { bytes in
      Result { () throws(Failure) in try body(bytes) }
    }
    return try result.get()
  }
}
