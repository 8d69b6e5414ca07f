import GnuTLS
import Identity

/// The log as it is known here lists the device as active.
///
/// Without a log there is only the account's word for the device: its signature under the certificate, which has a
/// policy of its own.
public struct ActiveInLogPolicy: SignerPolicy {
  public let policy = Policy.activeInLog
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else { return .noCertificate }
    switch evidence.context.standing(DeviceID(of: certificate.publicKey)) {
    case .noLog: return .notChecked("the account's log is not known here")
    case .active: return .met
    case .pending: return .failed("the device came in unapproved, and the time to object is not over")
    case .notListed: return .failed("the account's log does not list the device")
    case .revoked: return .failed("the account's log says that the device was revoked")
    case .suspended: return .failed("the device signed two different statements under one number")
    }
  }
}
