import GnuTLS
import Platform

/// A256GCM, the one content encryption (RFC 7518 §5.3).
enum ContentEncryption {
  static let name = "A256GCM"
  static let keySize = AES256GCM.keySize
  static let ivSize = AES256GCM.ivSize
  static let tagSize = AES256GCM.tagSize

  /// Ciphertext, and tag behind it.
  /// - Throws: `JOSEError.libraryFailed`.
  static func seal(
    _ plaintext: UnsafeRawBufferPointer, key: Secret, iv: [UInt8], aad: [UInt8]
  ) throws(JOSEError) -> [UInt8] {
    do { return try AES256GCM.seal(plaintext, key: key, iv: iv, aad: aad) } catch {
      throw JOSEError(.libraryFailed, error.reason)
    }
  }

  /// Decrypts `buffer` (ciphertext, then tag) in place; when that fails for any reason, a length that is not ours
  /// among them, all of it is wiped or still ciphertext.
  /// - Throws: `JOSEError.decryptionFailed`.
  static func open(
    inPlace buffer: UnsafeMutableRawBufferPointer, key: Secret, iv: [UInt8], aad: UnsafeRawBufferPointer
  ) throws(JOSEError) {
    guard key.count == keySize, iv.count == ivSize, buffer.count >= tagSize else { throw .notOpened }
    do { try AES256GCM.open(inPlace: buffer, key: key, iv: iv, aad: aad) } catch { throw .notOpened }
  }
}
