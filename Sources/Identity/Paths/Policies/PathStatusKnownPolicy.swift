import GnuTLS

/// Where lists are demanded, the issuer of each certificate but the trusted one has one that vouches for those that it
/// does not name.
public struct PathStatusKnownPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    guard evidence.demandsLists else { return nil }
    for (index, _, issuer) in evidence.links {
      guard let problem = IssuerRevocations(of: issuer, evidence).problem else { continue }
      return FailedPathPolicy(.statusKnown, "whether the \(evidence.title(index)) is revoked is not known: \(problem)")
    }
    return nil
  }
}
