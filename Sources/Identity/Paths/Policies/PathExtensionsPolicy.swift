import GnuTLS

/// No certificate has a critical extension that is not understood (RFC 5280 §4.2).
public struct PathExtensionsPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    guard let index = evidence.path.firstIndex(where: \.hasUnknownCriticalExtension) else { return nil }
    let title = evidence.title(index)
    return FailedPathPolicy(.extensions, "the \(title) has a critical extension that is not understood")
  }
}
