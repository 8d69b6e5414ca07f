import AccountArchive
import GnuTLS
import Platform

/// Puts the same account under a new account key. It makes no key and asks no clock.
public enum AccountRotation {
  /// The keys that take the place of the old ones, both fresh.
  public struct Keys: Sendable {
    public let authority: PrivateKey
    public let account: PrivateKey

    public init(authority: PrivateKey, account: PrivateKey) {
      self.authority = authority
      self.account = account
    }
  }

  /// The archive under the new keys. All that is not made of the old keys stays as it was; the revocation list is
  /// signed anew, with everything that it ever named.
  /// - Parameter revocations: all that are known of the account, under whichever key.
  /// - Throws: `IdentityError`, `GnuTLSError`, `ArchiveError`, `SystemError`.
  public static func archive(
    _ archive: Archive, keys: Keys, revocations: RevocationSet, now: UnixTime
  ) throws -> Archive {
    let authority = try CertificateIssuer.authority(key: keys.authority, now: now)
    let certificate = try CertificateIssuer.account(
      key: keys.account.publicKey, authority: authority, authorityKey: keys.authority, now: now)
    return try self.archive(
      archive, keys: keys, chain: [certificate, authority], revocations: revocations, now: now)
  }

  /// The same with certificates that another device has made.
  /// - Parameter chain: of the account and its authority.
  /// - Throws: `IdentityError.otherAccount` where they are not of these keys; as the other.
  public static func archive(
    _ archive: Archive, keys: Keys, chain: [Certificate], revocations: RevocationSet, now: UnixTime
  ) throws -> Archive {
    guard chain.map(\.publicKey) == [keys.account.publicKey, keys.authority.publicKey] else {
      throw IdentityError(.otherAccount, "the certificates are not of the account's new keys")
    }
    let certificate = chain[0]
    var next = archive
    next.accountKey = keys.account
    next.authorityKey = keys.authority
    next.chain = chain
    try AccountSettings.name(JamiID(of: certificate.publicKey), in: &next)
    let carried = revocations.carried(to: AccountFingerprint(of: certificate.publicKey))
    next.revocationList =
      carried.isEmpty
      ? nil : try CumulativeList.issue(carried, account: certificate, accountKey: keys.account, now: now)
    return next
  }

  /// The certificate of a device, or of a device's signing key, by the new account key: the same name and key.
  /// - Parameters:
  ///   - archive: under the new keys.
  ///   - previous: the account's certificate of before, which issued it.
  ///   - revocations: all that are known.
  /// - Throws: `IdentityError.deviceRevoked`, `otherAccount` when the account did not issue it; `GnuTLSError`.
  public static func certificate(
    _ certificate: Certificate, from previous: Certificate, archive: Archive, revocations: RevocationSet, now: UnixTime
  ) throws -> Certificate {
    guard certificate.isSigned(by: previous.publicKey) else {
      throw IdentityError(.otherAccount, "the account did not issue this certificate")
    }
    try Enrolment.requireNotRevoked(DeviceID(of: certificate.publicKey), revocations)
    return try CertificateIssuer.moved(certificate, issuer: archive.account, issuerKey: archive.accountKey, now: now)
  }
}

extension RevocationSet {
  /// The same revocations for the account key that followed. A revoked key stays so under every account key.
  public func carried(to account: AccountFingerprint) -> RevocationSet {
    RevocationSet(
      account: account, serials: serials, keys: keys, highestNumber: highestNumber, latestUpdate: latestUpdate)
  }
}
