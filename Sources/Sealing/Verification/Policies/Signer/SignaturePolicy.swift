import GnuTLS
import JOSE

/// The signing key made the signature over exactly these bytes.
public struct SignaturePolicy: SignerPolicy {
  public let policy = Policy.signature
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else { return .noCertificate }
    do throws(JOSEError) {
      try evidence.signature.jws.verify(with: certificate.publicKey)
      return .met
    } catch {
      return .failed("the signature is not that of the signing key")
    }
  }
}
