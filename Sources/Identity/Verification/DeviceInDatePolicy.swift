import GnuTLS
import Platform

/// The device certificate is in date by the verifier's own clock.
public struct DeviceInDatePolicy: DevicePolicy {
  public init() {}

  public func check(_ evidence: DeviceEvidence) -> FailedPolicy? {
    guard let device = evidence.chain.first else { return nil }
    return validityProblem(of: device, "device certificate", at: evidence.now).map { FailedPolicy(.deviceInDate, $0) }
  }
}

/// Says how a certificate, called `title`, is out of date; nil when it is in date, both ends included (RFC 5280 §4.1.2.5).
func validityProblem(of certificate: Certificate, _ title: String, at now: UnixTime) -> String? {
  if now < certificate.notBefore { return "the \(title) is not valid before \(certificate.notBefore.text)" }
  if now > certificate.notAfter { return "the \(title) expired at \(certificate.notAfter.text)" }
  return nil
}
