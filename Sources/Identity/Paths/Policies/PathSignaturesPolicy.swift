import GnuTLS

/// The key of each certificate signed the one before it (RFC 5280 §6.1.3 (a) (1)).
public struct PathSignaturesPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    for (index, certificate, issuer) in evidence.links where !certificate.isSigned(by: issuer.publicKey) {
      return FailedPathPolicy(.signatures, "the \(evidence.title(index)) is not signed by its issuer")
    }
    return nil
  }
}
