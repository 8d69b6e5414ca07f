import GnuTLS
import Identity
import JOSE

/// PS256; RS256 only from a device whose token cannot do PSS, which the log has to say.
public struct AlgorithmPolicy: SignerPolicy {
  public let policy = Policy.algorithm
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    switch evidence.signature.header.algorithm {
    case .ps256: return .met
    case .rs256:
      guard let certificate = evidence.certificate else { return .noCertificate }
      return evidence.context.lacksPSS(DeviceID(of: certificate.publicKey))
        ? .met : .failed("RS256 from a device that is not known to need it")
    }
  }
}
