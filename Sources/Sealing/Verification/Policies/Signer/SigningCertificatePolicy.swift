import GnuTLS

/// There is a certificate, it is one of a signing key, and what comes with it leads up to the account.
public struct SigningCertificatePolicy: SignerPolicy {
  public let policy = Policy.signingCertificate
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else {
      return .failed(evidence.chainProblem ?? "there is no certificate")
    }
    return (SigningCertificate.problem(of: certificate) ?? chainProblem(evidence)).map { .failed($0) } ?? .met
  }

  /// The other certificates decide nothing: the account's key is known. But they may not be anything.
  private func chainProblem(_ evidence: SignerEvidence) -> String? {
    let chain = evidence.chain
    guard chain.count > 1 else { return nil }
    guard chain[1].publicKey == evidence.account else {
      return "the certificate above the signing key's is not the account's"
    }
    guard chain[0].issuer == chain[1].subject else { return "the signing certificate names another issuer" }
    guard chain.count > 2 else { return nil }
    guard chain[1].issuer == chain[2].subject, chain[1].isSigned(by: chain[2].publicKey) else {
      return "the third certificate is not that of the account's authority"
    }
    return nil
  }
}
