import GnuTLS

/// Each issuer may issue certificates: CA:TRUE, and keyCertSign where it has a key usage. And nobody has keyCertSign
/// without CA:TRUE (RFC 5280 §4.2.1.3, §4.2.1.9).
public struct PathIssuersPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    problem(evidence).map { FailedPathPolicy(.issuers, $0) }
  }

  private func problem(_ evidence: PathEvidence) -> String? {
    for (index, certificate) in evidence.path.enumerated() {
      let title = evidence.title(index)
      let signs = certificate.keyUsage?.contains(.certificateSigning)
      if index > 0, !certificate.isAuthority { return "the \(title) may not issue others (no CA:TRUE)" }
      if index > 0, signs == false { return "the \(title) may not issue others (no keyCertSign)" }
      if signs == true, !certificate.isAuthority { return "the \(title) has keyCertSign without CA:TRUE" }
    }
    return nil
  }
}
