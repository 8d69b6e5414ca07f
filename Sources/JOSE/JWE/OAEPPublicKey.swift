import CryptoExtras
import FoundationEssentials
import GnuTLS
import Platform

/// An RSA public key of 2048 to 8192 bits that content keys are wrapped to, by RSA-OAEP-256 (RFC 7518 §4.3: OAEP of
/// RFC 8017 §7.1 with SHA-256, MGF1-SHA-256 and no label).
public struct OAEPPublicKey: @unchecked Sendable {
  // Sendable: `key` is a let that nothing changes, and BoringSSL lets several threads use one key at once.
  private let key: _RSA.Encryption.PublicKey

  /// DER SubjectPublicKeyInfo.
  public let spki: [UInt8]
  /// Length of the modulus.
  public let bits: Int

  /// - Throws: `JOSEError.keyRefused` for what `GnuTLS.PublicKey` does not take, for a length that is no multiple of 8
  ///   bits, and for an exponent of over 33 bits.
  public init(spki: [UInt8]) throws(JOSEError) {
    // The rules of the GnuTLS room come first: BoringSSL takes keys in more shapes than one.
    let checked: PublicKey
    do { checked = try PublicKey(spki: spki) } catch {
      throw JOSEError(.keyRefused, error.reason)
    }
    try self.init(checked)
  }

  /// - Throws: `JOSEError.keyRefused` for a length that is no multiple of 8 bits, and for an exponent of over 33 bits.
  public init(_ publicKey: PublicKey) throws(JOSEError) {
    do { key = try _RSA.Encryption.PublicKey(derRepresentation: publicKey.spki) } catch {
      throw JOSEError(.keyRefused, "a public key cannot be used for RSA-OAEP-256")
    }
    spki = publicKey.spki
    bits = publicKey.bits
  }

  /// `secret` wrapped, as long as the modulus. swift-crypto reads the secret where it is and copies it nowhere; the
  /// padded block that BoringSSL makes of it is wiped there.
  /// - Throws: `JOSEError.libraryFailed`.
  func wrap(_ secret: Secret) throws(JOSEError) -> [UInt8] {
    do {
      return try secret.withBytes { bytes in [UInt8](try key.encrypt(bytes, padding: .PKCS1_OAEP_SHA256)) }
    } catch {
      throw JOSEError(.libraryFailed, "a content key could not be wrapped")
    }
  }
}

extension OAEPPublicKey: Hashable {
  public static func == (left: OAEPPublicKey, right: OAEPPublicKey) -> Bool { left.spki == right.spki }
  public func hash(into hasher: inout Hasher) { hasher.combine(spki) }
}
