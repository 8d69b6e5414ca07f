import AccountArchive
import GnuTLS
import Platform

/// Renews certificates: the same keys and names, so the same IDs, for another ten years.
public enum ChainRenewal {
  /// Renews the authority's and the account's certificates in an archive where `RenewalPolicy` says so. A new authority
  /// certificate brings a new account certificate with it, as in Jami. One that is no authority, or missing, is made
  /// anew.
  /// - Returns: what was renewed; empty when nothing was due.
  /// - Throws: `IdentityError.authorityKeyMissing` when something is due and the archive has no authority key;
  ///   `GnuTLSError`.
  public static func renewAccount(in archive: inout Archive, now: UnixTime) throws -> [ExpiryForecast.Subject] {
    let authorityIsDue = archive.authority.map { isDue($0, now) } ?? false
    guard authorityIsDue || isDue(archive.account, now) else { return [] }
    guard let authorityKey = archive.authorityKey else {
      throw IdentityError(
        .authorityKeyMissing, "the archive has no authority key, so the account certificate cannot be renewed",
        hint: "an older backup may still have it: `signet backup restore --merge`")
    }
    var renewed: [ExpiryForecast.Subject] = [.accountCertificate]
    var authority = archive.authority
    if authorityIsDue || authority?.publicKey != authorityKey.publicKey {
      authority = try renewedAuthority(authority, key: authorityKey, now: now)
      renewed.insert(.authorityCertificate, at: 0)
    }
    let issuer = try authority ?? CertificateIssuer.authority(key: authorityKey, now: now)
    let account = try renewedAccount(archive.account, issuer: issuer, issuerKey: authorityKey, now: now)
    archive.chain = [account, issuer]
    try renewList(in: &archive, now: now)
    return renewed
  }

  /// A revocation list lasts as long as the account's certificate did when it was signed. Readers that heed its date, as
  /// Jami's library does, would forget all revocations after it.
  private static func renewList(in archive: inout Archive, now: UnixTime) throws {
    guard archive.revocationList?.entries.isEmpty == false else { return }
    archive.revocationList = try CumulativeList.issue(
      archive.revocations(), account: archive.account, accountKey: archive.accountKey, now: now)
  }

  /// Renews a device's certificate, due or not.
  /// - Returns: the chain: device, account, and where there is one the authority.
  /// - Throws: `IdentityError.deviceRevoked`, `otherAccount` when the account did not issue it; `GnuTLSError`.
  public static func renewDevice(
    _ device: Certificate, archive: Archive, revocations: RevocationSet, now: UnixTime
  ) throws -> [Certificate] {
    guard device.isSigned(by: archive.account.publicKey) else {
      throw IdentityError(.otherAccount, "the account did not issue this device certificate")
    }
    guard RenewalPolicy.decide(device: device, revocations: revocations, now: now) != .refused else {
      throw IdentityError(.deviceRevoked, "the device \(DeviceID(of: device.publicKey)) is revoked")
    }
    let renewed = try CertificateIssuer.renewed(
      device, issuer: archive.account, issuerKey: archive.accountKey, now: now)
    return [renewed] + archive.chain.prefix(2)
  }

  private static func isDue(_ certificate: Certificate, _ now: UnixTime) -> Bool {
    guard certificate.isAuthority else { return true }
    switch RenewalPolicy.decide(certificate, isRevoked: false, now: now) {
    case .due, .overdue: return true
    case .waitUntil, .refused: return false
    }
  }

  private static func renewedAuthority(
    _ old: Certificate?, key: PrivateKey, now: UnixTime
  ) throws(GnuTLSError) -> Certificate {
    guard let old, old.isAuthority, old.publicKey == key.publicKey, old.issuer == old.subject else {
      return try CertificateIssuer.authority(key: key, now: now)
    }
    return try CertificateIssuer.renewed(old, issuer: old, issuerKey: key, now: now)
  }

  private static func renewedAccount(
    _ old: Certificate, issuer: Certificate, issuerKey: PrivateKey, now: UnixTime
  ) throws(GnuTLSError) -> Certificate {
    guard old.isAuthority, old.issuer == issuer.subject else {
      return try CertificateIssuer.account(key: old.publicKey, authority: issuer, authorityKey: issuerKey, now: now)
    }
    return try CertificateIssuer.renewed(old, issuer: issuer, issuerKey: issuerKey, now: now)
  }
}
