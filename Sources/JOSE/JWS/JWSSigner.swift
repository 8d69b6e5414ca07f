import GnuTLS
import Platform

/// A private key that signs JWS texts: in memory (`SoftwareSigner`), or wherever GnuTLS finds it, which may be a token.
public protocol JWSSigner: Sendable {
  var publicKey: PublicKey { get }

  /// A signature over `input`, which is not hashed yet.
  /// - Throws: `JOSEError.libraryFailed`; `tokenUnavailable`, `tokenPINNeeded`, `tokenPINWrong`, `tokenPINLocked` for a
  ///   key on a token.
  func sign(_ input: [UInt8], by algorithm: JWSAlgorithm) throws(JOSEError) -> [UInt8]
}

extension PrivateKey: JWSSigner {
  public func sign(_ input: [UInt8], by algorithm: JWSAlgorithm) throws(JOSEError) -> [UInt8] {
    do {
      return try sign(input, with: algorithm.signature)
    } catch {
      throw JOSEError(JOSEErrorCode(rawValue: error.code) ?? .libraryFailed, error.reason, hint: error.hint)
    }
  }
}
