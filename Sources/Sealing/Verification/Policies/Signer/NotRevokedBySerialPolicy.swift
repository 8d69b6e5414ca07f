import GnuTLS
import Identity

/// The signing certificate's serial number is not revoked under this account.
public struct NotRevokedBySerialPolicy: SignerPolicy {
  public let policy = Policy.notRevokedBySerial
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard let certificate = evidence.certificate else { return .noCertificate }
    return evidence.context.revocations.revokes(serial: certificate.serial)
      ? .failed("the device's certificate is revoked") : .met
  }
}
