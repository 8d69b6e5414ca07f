import Crypto
import Platform

/// The extract-and-expand key derivation of RFC 5869, by swift-crypto.
public enum HKDF {
  /// `count` bytes by HKDF-SHA-512.
  ///
  /// Precondition: `count` is from 1 to 16320, which is 255 digests (RFC 5869 §2.3).
  public static func sha512(_ input: [UInt8], salt: [UInt8] = [], info: [UInt8], count: Int) -> [UInt8] {
    let key = Crypto.HKDF<SHA512>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: input), salt: salt, info: info, outputByteCount: count)
    return key.withUnsafeBytes { Array($0) }
  }

  /// The same where input and output are secrets.
  /// - Throws: `JOSEError.libraryFailed` when there is no memory for it.
  public static func sha512(
    _ input: Secret, salt: [UInt8] = [], info: [UInt8], count: Int
  ) throws(JOSEError) -> Secret {
    let key = Crypto.HKDF<SHA512>.deriveKey(
      inputKeyMaterial: input.withBytes { SymmetricKey(data: $0) }, salt: salt, info: info, outputByteCount: count)
    do {
      return try key.withUnsafeBytes { try Secret(copying: $0) }
    } catch {
      throw .noMemory
    }
  }
}
