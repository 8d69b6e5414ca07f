import GnuTLS

/// Each certificate names the next one as its issuer, and names somebody at all (RFC 5280 §4.1.2.4, §6.1.3 (a) (4)).
public struct PathNamesPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    for (index, certificate, issuer) in evidence.links {
      let title = evidence.title(index)
      if certificate.issuer.isEmpty { return FailedPathPolicy(.names, "the \(title) names no issuer") }
      if certificate.issuer != issuer.subject { return FailedPathPolicy(.names, "the \(title) names another issuer") }
    }
    return nil
  }
}
