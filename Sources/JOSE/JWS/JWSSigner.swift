import GnuTLS
import Platform

/// A private key that signs JWS texts: in memory (`SoftwareSigner`), or wherever GnuTLS finds it, which may be a token.
public protocol JWSSigner: Sendable {
  var publicKey: PublicKey { get }

  /// A signature over `input`, which is not hashed yet.
  /// - Throws: `JOSEError.keyRefused` when the key is on a token and cannot be had; `libraryFailed`.
  func sign(_ input: [UInt8], by algorithm: JWSAlgorithm) throws(JOSEError) -> [UInt8]
}

extension PrivateKey: JWSSigner {
  public func sign(_ input: [UInt8], by algorithm: JWSAlgorithm) throws(JOSEError) -> [UInt8] {
    do {
      return try sign(input, with: algorithm.signature)
    } catch {
      let isToken = error.kind == .tokenUnavailable || error.kind == .tokenPINWrong
      throw JOSEError(isToken ? .keyRefused : .libraryFailed, error.reason, hint: error.hint)
    }
  }
}
