import GnuTLS

/// All certificates are in date, the trusted one included, by the verifier's own clock (RFC 5280 §6.1.3 (a) (2)).
public struct PathInDatePolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    for (index, certificate) in evidence.path.enumerated() {
      guard let problem = validityProblem(of: certificate, evidence.title(index), at: evidence.now) else { continue }
      return FailedPathPolicy(.inDate, problem)
    }
    return nil
  }
}
