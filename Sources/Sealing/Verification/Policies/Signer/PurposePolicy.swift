/// `typ` of the signature's header is the one that the content calls for.
public struct PurposePolicy: SignerPolicy {
  public let policy = Policy.purpose
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    evidence.signature.header.type == evidence.expectedPurpose.rawValue
      ? .met : .failed("the signature was made for another purpose than \(evidence.expectedPurpose.rawValue)")
  }
}
