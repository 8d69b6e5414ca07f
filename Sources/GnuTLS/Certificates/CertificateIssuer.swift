import CGnuTLS
import Platform

/// Makes certificates that look exactly like Jami's, so that every Jami takes them.
///
/// Names are CN, then UID with the SHA-1 of the key in hex. Deliberately as Jami has it: no authorityKeyIdentifier
/// (RFC 5280 wants one), and no extension at all in a device's certificate. Unlike Jami's, serials are positive.
public enum CertificateIssuer {
  /// Seconds from notBefore to notAfter: ten years of 365 days.
  public static let lifetime: Int64 = 315_360_000

  public static let authorityName = "Jami CA"
  public static let accountName = "Jami"
  public static let deviceName = "Jami device"

  /// The authority's certificate, signed by itself.
  /// - Throws: `GnuTLSError.libraryFailed`, or what a token refuses.
  public static func authority(key: PrivateKey, now: UnixTime) throws(GnuTLSError) -> Certificate {
    let call = Call("issued", "an authority's certificate")
    let handle = try signer(authorityName, key.publicKey, now, call)
    try handle.signItself(with: key, key.publicKey.preferredDigest(call))
    return try Certificate(der: handle.encoded())
  }

  /// An account's certificate, by the authority.
  /// - Throws: `GnuTLSError.keyRefused` when `authorityKey` is not the authority's; `libraryFailed`.
  public static func account(
    key: PublicKey, authority: Certificate, authorityKey: PrivateKey, now: UnixTime
  ) throws(GnuTLSError) -> Certificate {
    let call = Call("issued", "an account's certificate")
    try require(authorityKey, of: authority, call)
    let handle = try signer(accountName, key, now, call)
    let issuer = try CertificateHandle.decode(authority.der, call)
    try handle.sign(as: issuer, with: authorityKey, key.preferredDigest(call))
    return try Certificate(der: handle.encoded())
  }

  /// A device's certificate, by the account: subject and key of the request, nothing else of it.
  /// - Throws: `GnuTLSError.certificateRefused` when the request's UID is not its key's; `keyRefused` when
  ///   `accountKey` is not the account's; `libraryFailed`.
  public static func device(
    request: CertificateRequest, account: Certificate, accountKey: PrivateKey, now: UnixTime
  ) throws(GnuTLSError) -> Certificate {
    let call = Call("issued", "a device's certificate")
    try require(accountKey, of: account, call)
    guard request.userID == Hex.text(of: request.publicKey.sha1) else {
      throw GnuTLSError(
        .certificateRefused, call.operation, call.object, because: "the request names another key than it holds")
    }
    let handle = try CertificateHandle(call)
    try handle.setVersion3()
    try handle.setSubjectAndKey(of: RequestHandle.decode(request.der, call))
    try handle.setSerial(freshSerial())
    try handle.setValidity(from: now, to: now.adding(seconds: lifetime))
    let issuer = try CertificateHandle.decode(account.der, call)
    try handle.sign(as: issuer, with: accountKey, request.publicKey.preferredDigest(call))
    return try Certificate(der: handle.encoded())
  }

  /// The same certificate for another ten years: names, key and extensions stay; serial and validity are new. The
  /// issuer's key decides the digest, as in Jami.
  ///
  /// A revocation list names serials, so this brings a revoked device back: whoever calls it must know that the device
  /// is not revoked.
  /// - Throws: `GnuTLSError.keyRefused` when `issuerKey` is not the issuer's; `certificateRefused` when `issuer` does
  ///   not have the name of its issuer; `libraryFailed`.
  public static func renewed(
    _ certificate: Certificate, issuer: Certificate, issuerKey: PrivateKey, now: UnixTime
  ) throws(GnuTLSError) -> Certificate {
    let call = Call("renewed", "a certificate")
    try require(issuerKey, of: issuer, call)
    guard certificate.issuer == issuer.subject else {
      throw GnuTLSError(.certificateRefused, call.operation, call.object, because: "its issuer has another name")
    }
    let der = try CertificateRenewal.renewed(
      certificate, serial: freshSerial(), from: now, to: now.adding(seconds: lifetime), issuer: issuer,
      issuerKey: issuerKey, call)
    return try Certificate(der: der)
  }

  /// The same certificate by another issuer: names, key and extensions stay; issuer, serial and validity are new.
  /// - Throws: `GnuTLSError.keyRefused` when `issuerKey` is not the issuer's; `libraryFailed`.
  public static func moved(
    _ certificate: Certificate, issuer: Certificate, issuerKey: PrivateKey, now: UnixTime
  ) throws(GnuTLSError) -> Certificate {
    let call = Call("moved", "a certificate")
    try require(issuerKey, of: issuer, call)
    let der = try CertificateRenewal.renewed(
      certificate, serial: freshSerial(), from: now, to: now.adding(seconds: lifetime), issuer: issuer,
      issuerKey: issuerKey, call)
    return try Certificate(der: der)
  }

  /// One that may sign others, complete but for its signature.
  private static func signer(
    _ commonName: String, _ key: PublicKey, _ now: UnixTime, _ call: Call
  ) throws(GnuTLSError) -> CertificateHandle {
    let handle = try CertificateHandle(call)
    try handle.setVersion3()
    try handle.setKey(key)
    try handle.appendToSubject(DistinguishedName.commonNameOID, commonName)
    try handle.appendToSubject(DistinguishedName.userIDOID, Hex.text(of: key.sha1))
    try handle.setSerial(freshSerial())
    try handle.setValidity(from: now, to: now.adding(seconds: lifetime))
    try handle.setAuthorityExtensions(keyIdentifier: key.sha1)
    return handle
  }

  private static func require(_ key: PrivateKey, of certificate: Certificate, _ call: Call) throws(GnuTLSError) {
    guard key.publicKey == certificate.publicKey else {
      throw GnuTLSError(
        .keyRefused, call.operation, call.object, because: "the signing key is not that of the issuer's certificate")
    }
  }

  /// 8 random bytes that are a positive number in its shortest form: top bit clear, first byte not zero.
  private static func freshSerial() throws(GnuTLSError) -> [UInt8] {
    while true {
      var serial = try Random.bytes(8)
      serial[0] &= 0x7f
      if serial[0] != 0 { return serial }
    }
  }
}
