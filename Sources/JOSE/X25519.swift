import Crypto
import FoundationEssentials
import Platform

/// The Diffie-Hellman function X25519 (RFC 7748 §5), by swift-crypto. A key is for one exchange.
public final class X25519PrivateKey: Sendable {
  /// Bytes of a private key, of a public one, and of what they share.
  public static let size = 32

  private let key: Curve25519.KeyAgreement.PrivateKey

  /// 32 bytes.
  public let publicKey: [UInt8]

  /// The key of 32 bytes; every 32 bytes are one.
  /// - Throws: `JOSEError.keyRefused` for another number of bytes.
  public init(bytes: Secret) throws(JOSEError) {
    do { key = try bytes.withBytes { try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0) } } catch {
      throw JOSEError(.keyRefused, "\(bytes.count) bytes are no X25519 key")
    }
    publicKey = Array(key.publicKey.rawRepresentation)
  }

  /// What this key and another's public one share: 32 bytes.
  /// - Throws: `JOSEError.keyRefused` for a public key of another length, and for one of low order: with those everybody
  ///   shares zeros (RFC 7748 §6.1; swift-crypto leaves that check to its callers). `libraryFailed`.
  public func sharedSecret(with publicKey: [UInt8]) throws(JOSEError) -> Secret {
    let shared: SharedSecret
    do {
      let other = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)
      shared = try key.sharedSecretFromKeyAgreement(with: other)
    } catch {
      throw JOSEError(.keyRefused, "a public key is none of X25519")
    }
    let secret: Secret
    do { secret = try shared.withUnsafeBytes { try Secret(copying: $0) } } catch { throw .noMemory }
    guard secret.withBytes({ bytes in bytes.reduce(0, |) }) != 0 else {
      throw JOSEError(.keyRefused, "a public key of X25519 has a low order")
    }
    return secret
  }
}
