import GnuTLS

/// No certificate but the trusted one is revoked, by serial number or by key, in a list that its issuer made at any
/// time (see `RevocationSet`).
public struct PathNotRevokedPolicy: PathPolicy {
  public init() {}

  public func check(_ evidence: PathEvidence) -> FailedPathPolicy? {
    for (index, certificate, issuer) in evidence.links {
      let revocations = IssuerRevocations(of: issuer, evidence).set
      let key = DeviceID(of: certificate.publicKey)
      guard revocations.revokes(serial: certificate.serial) || revocations.revokes(key: key) else { continue }
      return FailedPathPolicy(.notRevoked, "the \(evidence.title(index)) is revoked")
    }
    return nil
  }
}
