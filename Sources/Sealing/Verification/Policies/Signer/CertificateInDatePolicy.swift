import GnuTLS
import Platform

/// The signing key's certificate is valid by the verifier's own clock, both ends included (RFC 5280 §4.1.2.5).
public struct CertificateInDatePolicy: SignerPolicy {
  public let policy = Policy.certificateInDate
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else { return .noCertificate }
    let now = evidence.context.now
    if now < certificate.notBefore {
      return .failed("the signing key's certificate is not valid before \(certificate.notBefore.text)")
    }
    if now > certificate.notAfter {
      return .failed("the signing key's certificate expired at \(certificate.notAfter.text)")
    }
    return .met
  }
}
