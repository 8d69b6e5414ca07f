import GnuTLS
import Platform

/// A compact JWS taken apart. It says who wants to have signed it; whether that is so, `verify` says.
public struct ParsedJWS: Sendable {
  /// Not yet verified: good for finding the key.
  public let header: JWSHeader
  /// Not yet verified; what was inside, or the detached payload.
  public let unverifiedPayload: [UInt8]

  let signature: [UInt8]
  let signingInput: [UInt8]

  /// Checks the signature (RFC 7515 §5.2, step 8), and gives the payload when it is right.
  ///
  /// Whether `key` is the right one, in date and not revoked is not known here.
  /// - Throws: `JOSEError.signatureInvalid`.
  @discardableResult
  public func verify(with key: PublicKey) throws(JOSEError) -> [UInt8] {
    guard key.isValid(signature, for: signingInput, with: header.alg.signature) else {
      throw JOSEError(.signatureInvalid, "a signature is not that of the key over these bytes")
    }
    return unverifiedPayload
  }
}
