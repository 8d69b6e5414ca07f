import GnuTLS
import Platform

/// When a certificate is renewed: from two thirds of its life on, and after its end as well, as long as its key is not
/// revoked. A new serial number would let a revoked device back in wherever revocation is by serial number.
public enum RenewalPolicy {
  /// When two thirds of the certificate's life are over.
  public static func dueTime(of certificate: Certificate) -> UnixTime {
    let life = certificate.notAfter.seconds - certificate.notBefore.seconds
    // Divided before it is multiplied: a foreign certificate's life may be any number.
    return certificate.notBefore.adding(seconds: life / 3 * 2)
  }

  /// - Parameter isRevoked: whether the key, or this serial number, is in the revocation set.
  public static func decide(_ certificate: Certificate, isRevoked: Bool, now: UnixTime) -> RenewalDecision {
    if isRevoked { return .refused }
    if now > certificate.notAfter { return .overdue }
    let due = dueTime(of: certificate)
    return now >= due ? .due : .waitUntil(due)
  }

  /// The same for a device certificate and what is known to be revoked.
  public static func decide(device: Certificate, revocations: RevocationSet, now: UnixTime) -> RenewalDecision {
    let isRevoked =
      revocations.revokes(serial: device.serial) || revocations.revokes(key: DeviceID(of: device.publicKey))
    return decide(device, isRevoked: isRevoked, now: now)
  }
}
