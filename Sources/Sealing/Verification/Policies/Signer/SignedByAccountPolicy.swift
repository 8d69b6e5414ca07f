import GnuTLS

/// The account key itself signed the signing key's certificate.
public struct SignedByAccountPolicy: SignerPolicy {
  public let policy = Policy.signedByAccount
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else { return .noCertificate }
    return certificate.isSigned(by: evidence.account)
      ? .met : .failed("the account did not sign the signing key's certificate")
  }
}
