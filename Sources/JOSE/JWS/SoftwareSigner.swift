import Crypto
import CryptoExtras
import GnuTLS
import Platform

/// An RSA private key in memory that signs often.
///
/// Deliberate: by BoringSSL, although the key is GnuTLS's. Its RSA-4096 takes half the time, and a signature is nearly
/// all that a packet costs. It blinds the operation and checks each result with the public half before it hands it out.
public final class SoftwareSigner: JWSSigner, @unchecked Sendable {
  // Sendable: `key` is a let that nothing changes, and BoringSSL lets several threads use one key at once. What
  // swift-crypto copies of it is as with `OAEPPrivateKey`.
  private let key: _RSA.Signing.PrivateKey

  public let publicKey: PublicKey

  /// - Throws: `JOSEError.keyRefused` for a key on a token, which does not leave it; `libraryFailed`.
  public init(_ key: PrivateKey) throws(JOSEError) {
    let der: Secret
    do {
      der = try key.pkcs8DER()
    } catch {
      throw JOSEError(key.isOnToken ? .keyRefused : .libraryFailed, error.reason, hint: error.hint)
    }
    do { self.key = try der.withBytes { bytes in try _RSA.Signing.PrivateKey(derRepresentation: bytes) } } catch {
      throw JOSEError(.keyRefused, "a private key cannot be used for signatures")
    }
    publicKey = key.publicKey
  }

  public func sign(_ input: [UInt8], by algorithm: JWSAlgorithm) throws(JOSEError) -> [UInt8] {
    do {
      // PSS takes a salt as long as the digest, 32 bytes (RFC 7518 §3.5).
      let signature = try key.signature(
        for: SHA256.hash(data: input), padding: algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5)
      return [UInt8](signature.rawRepresentation)
    } catch {
      throw JOSEError(.libraryFailed, "a signature could not be made")
    }
  }
}
