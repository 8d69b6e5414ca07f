import GnuTLS
import Identity

/// The log as it is known here lists the device as active.
///
/// Without a log there is only the account's word for the device: its signature under the certificate, which has a
/// policy of its own.
///
/// Deliberate: what a person writes on a device that came in unapproved, out of a backup for one, is taken in and shown
/// as such. Whoever has just lost every other device could else not be heard for three days. What such a device says
/// *for the account*, as a card or keys, fails; and statements of a log are judged one by one, by the log's own rules,
/// whoever brings them, or no log could ever tell of its newest device.
public struct ActiveInLogPolicy: SignerPolicy {
  public let policy = Policy.activeInLog
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else { return .noCertificate }
    switch evidence.context.standing(DeviceID(of: certificate.publicKey)) {
    case .noLog: return .notChecked("the account's log is not known here")
    case .active: return .met
    case .pending where evidence.expectedPurpose == .packet || evidence.expectedPurpose == .log:
      return .metWithWarning(Self.unapproved)
    case .pending: return .failed(Self.unapproved)
    case .notListed where evidence.expectedPurpose == .log: return .metWithWarning(Self.notListed)
    case .notListed: return .failed(Self.notListed)
    case .revoked: return .failed("the account's log says that the device was revoked")
    case .replaced: return .failed("the device has had another signing key for longer than a packet is on its way")
    case .suspended: return .failed("the device signed two different statements under one number")
    }
  }

  private static let unapproved = "the device came in unapproved, and the time to object is not over"
  private static let notListed = "the account's log does not list the device"
}
