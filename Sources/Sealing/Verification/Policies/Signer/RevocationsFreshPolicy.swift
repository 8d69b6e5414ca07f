import GnuTLS
import Identity

/// Somebody else than this device has vouched for the account's log not too long ago. A device that was thrown out
/// would not say so itself.
public struct RevocationsFreshPolicy: SignerPolicy {
  public let policy = Policy.revocationsFresh
  /// Seconds.
  public let warnAfter: Int64
  /// Seconds; nil refuses nothing for its age.
  public let refuseAfter: Int64?

  public static let day: Int64 = 24 * 3600

  public init(warnAfter: Int64 = day, refuseAfter: Int64? = 7 * day) {
    self.warnAfter = warnAfter
    self.refuseAfter = refuseAfter
  }

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    let signer = evidence.certificate.map { DeviceID(of: $0.publicKey) }
    guard let age = evidence.context.revocationAge(besides: signer) else {
      return .notChecked("no other device of the account has vouched for its log yet")
    }
    let sentence = "the newest revocation data is \(Self.text(age)) old"
    if let refuseAfter, age > refuseAfter { return .failed(sentence) }
    return age > warnAfter ? .metWithWarning(sentence) : .met
  }

  private static func text(_ seconds: Int64) -> String {
    let (days, hours) = (seconds / day, seconds % day / 3600)
    return days == 0 ? "\(hours) hours" : "\(days) days and \(hours) hours"
  }
}
