/// One rule about whoever signed something. A rule looks at one thing only, so that a test can break just that.
///
/// One that needs the certificate says "not checked" without it: `SigningCertificatePolicy` is what fails then.
public protocol SignerPolicy: Sendable {
  var policy: Policy { get }
  func check(_ evidence: SignerEvidence) -> PolicyOutcome
}

extension PolicyOutcome {
  static let noCertificate = PolicyOutcome.notChecked("there is no certificate to check it by")
}
