import GnuTLS
import Identity
import Platform

/// The certificate of a device's signing key: issued by the account key, in the profile of a device's certificate
/// (X.509 v3, ten years, no extensions), under a common name of its own.
///
/// The name matters: a device key also decrypts PKCS#1 v1.5 in TLS, and whoever finds a way to misuse that can make it
/// sign. So a device's certificate never counts for packets, though the same account issued it.
public enum SigningCertificate {
  public static let commonName = "Signet signing"

  /// Asks for a certificate of `key`, which may be on a token.
  /// - Throws: `GnuTLSError`.
  public static func request(for key: PrivateKey) throws(GnuTLSError) -> CertificateRequest {
    try CertificateRequest.make(for: key, commonName: commonName)
  }

  /// Issues it; to be called where the account key is, which is the worker.
  /// - Parameter revocations: all that are known.
  /// - Throws: `SealingError.signerRefused` for a request under another name; `IdentityError.otherAccount`,
  ///   `deviceRevoked`; `GnuTLSError`.
  public static func issue(
    _ request: CertificateRequest, account: Certificate, accountKey: PrivateKey, revocations: RevocationSet,
    now: UnixTime
  ) throws -> Certificate {
    guard request.commonName == commonName else {
      throw SealingError(.signerRefused, "the request is not for a signing key")
    }
    guard revocations.account == AccountFingerprint(of: account.publicKey) else {
      throw IdentityError(.otherAccount, "the revocations at hand are another account's")
    }
    let id = DeviceID(of: request.publicKey)
    guard !revocations.revokes(key: id) else {
      throw IdentityError(
        .deviceRevoked, "the signing key \(id) is revoked", hint: "make a new signing key on this device")
    }
    return try CertificateIssuer.device(request: request, account: account, accountKey: accountKey, now: now)
  }

  /// What in `certificate` is not as a signing key's has to be; nil when nothing is. Who signed it, and when it is
  /// valid, is asked elsewhere.
  static func problem(of certificate: Certificate) -> String? {
    if certificate.subject.commonName != commonName { return "the certificate is not one of a signing key" }
    if certificate.isAuthority { return "the certificate is one of an authority" }
    if certificate.hasUnknownCriticalExtension {
      return "the certificate has a critical extension that is not understood"
    }
    if let usage = certificate.keyUsage, !usage.contains(.digitalSignature) {
      return "the certificate does not allow signatures"
    }
    return nil
  }
}
