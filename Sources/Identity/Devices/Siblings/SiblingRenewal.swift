import AccountArchive
import GnuTLS
import Platform

/// Certificates of leaf devices that are due. A leaf has no archive, so it cannot make them itself: whichever full device
/// has the archive open does, and sends them.
public enum SiblingRenewal {
  /// What is due, also where it is over: the keys are the same, so nothing is lost by being late. A device that is not
  /// active is not renewed, nor a key that is revoked.
  /// - Parameter certificates: all that are known.
  public static func due(
    _ state: LogState, certificates: [DeviceID: [Certificate]], revocations: RevocationSet, now: UnixTime
  ) -> [Certificate] {
    state.devices.filter { $0.role == .leaf && $0.standing == .active }.flatMap { device in
      [KeyID(device.id), device.keys.signing].compactMap { key -> Certificate? in
        let own = certificates[device.id, default: []].filter { KeyID(ofSPKI: $0.publicKey.spki) == key }
        guard let newest = own.newest else { return nil }
        switch RenewalPolicy.decide(device: newest, revocations: revocations, now: now) {
        case .due, .overdue: return newest
        case .waitUntil, .refused: return nil
        }
      }
    }
  }

  /// New ones in their place, for another ten years.
  /// - Throws: `GnuTLSError`.
  public static func renew(_ due: [Certificate], archive: Archive, now: UnixTime) throws(GnuTLSError) -> [Certificate] {
    var renewed: [Certificate] = []
    for certificate in due where certificate.isSigned(by: archive.account.publicKey) {
      renewed.append(
        try CertificateIssuer.renewed(certificate, issuer: archive.account, issuerKey: archive.accountKey, now: now))
    }
    return renewed
  }
}

extension Sequence<Certificate> {
  /// The one that lasts longest.
  public var newest: Certificate? {
    self.max { left, right in
      left.notAfter == right.notAfter
        ? left.der.lexicographicallyPrecedes(right.der) : left.notAfter < right.notAfter
    }
  }
}
