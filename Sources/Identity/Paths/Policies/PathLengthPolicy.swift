import GnuTLS

/// The path has an issuer, and is no longer than the verifier and each certificate on it allow (RFC 5280 §4.2.1.9).
public struct PathLengthPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    problem(evidence).map { FailedPathPolicy(.length, $0) }
  }

  private func problem(_ evidence: PathEvidence) -> String? {
    let path = evidence.path
    guard path.count >= 2 else { return "the path has \(path.count) certificates; one and its issuer are needed" }
    guard evidence.intermediates(before: path.count - 1) <= evidence.depthLimit else {
      return "the path has more than \(evidence.depthLimit) certificates between its ends"
    }
    for index in path.indices.dropFirst() {
      guard let limit = path[index].pathLength, evidence.intermediates(before: index) > limit else { continue }
      return "the \(evidence.title(index)) allows no more than \(limit) issuers below it"
    }
    return nil
  }
}
