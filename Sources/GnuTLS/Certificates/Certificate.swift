import Platform

/// An X.509 certificate about an RSA key, read and never changed. Two are the same when their DER is.
///
/// It is only what it says: nothing here verifies a chain. Foreign ones may be odd in ways that Jami's are, and are
/// read all the same: a negative or padded serial, no extensions, no authorityKeyIdentifier.
public struct Certificate: Sendable, Hashable {
  public let der: [UInt8]
  /// 1 to 3.
  public let version: Int
  /// Content octets of the INTEGER as they stand in the DER. Compare them as bytes: half of the certificates that
  /// Jami made before 2026 have a negative one, and some have a needless 00 in front.
  public let serial: [UInt8]
  public let subject: DistinguishedName
  public let issuer: DistinguishedName
  public let publicKey: PublicKey
  public let notBefore: UnixTime
  /// The last second in which it is valid.
  public let notAfter: UnixTime
  /// basicConstraints says CA:TRUE.
  public let isAuthority: Bool
  /// The most certificates below it in a chain, the last not counted; nil without such a limit.
  public let pathLength: Int?
  /// Nil without the extension: then nothing is forbidden (RFC 5280 §4.2.1.3).
  public let keyUsage: KeyUsage?
  public let subjectKeyIdentifier: [UInt8]?
  public let authorityKeyIdentifier: [UInt8]?
  /// It has a critical extension that Signet does not understand: whoever verifies it must refuse it.
  public let hasUnknownCriticalExtension: Bool
  /// The library's name, for instance `RSA-SHA384`.
  public let signatureAlgorithmName: String

  /// - Throws: `GnuTLSError.certificateDamaged`; `certificateRefused` with name constraints, transparency timestamps,
  ///   more than 8 extensions or more than 32 KiB; `keyDamaged` and `keyRefused` for its key.
  public init(der: [UInt8]) throws(GnuTLSError) {
    let call = Call("read", "a certificate", failure: .certificateDamaged)
    guard der.count <= CertificateRules.size else {
      throw Self.refused(call, "it has more than \(CertificateRules.size) bytes")
    }
    guard let outline = der.withUnsafeBytes({ CertificateOutline($0) }) else {
      throw call.error(because: "it does not have the shape of one")
    }
    if let refusal = CertificateRules.refusal(outline) { throw Self.refused(call, refusal) }
    // The key too is looked at before the library gets the whole: it would calculate with it.
    publicKey = try PublicKey(spki: Array(der[outline.publicKey]))
    let handle = try CertificateHandle.decode(der, call)
    self.der = der
    version = try handle.version()
    serial = Array(der[outline.serial])
    subject = try DistinguishedName(der: Array(der[outline.subject]), call)
    issuer = try DistinguishedName(der: Array(der[outline.issuer]), call)
    notBefore = try handle.notBefore()
    notAfter = try handle.notAfter()
    let constraints = try handle.basicConstraints()
    isAuthority = constraints?.isAuthority ?? false
    pathLength = constraints?.pathLength
    keyUsage = try handle.keyUsage()
    subjectKeyIdentifier = try handle.subjectKeyIdentifier()
    authorityKeyIdentifier = try handle.authorityKeyIdentifier()
    hasUnknownCriticalExtension = CertificateRules.hasUnknownCritical(outline)
    signatureAlgorithmName = try handle.signatureAlgorithmName()
  }

  /// The certificate in a text that holds exactly one.
  /// - Throws: as `init(der:)`.
  public init(pem: [UInt8]) throws(GnuTLSError) {
    let all = try Self.list(pem: pem)
    guard all.count == 1, let first = all.first else {
      throw GnuTLSError(
        .certificateDamaged, "read", "a certificate", because: "the text holds \(all.count) of them instead of one")
    }
    self = first
  }

  /// All certificates of a text in their order, or the one that DER bytes are. At most 16.
  /// - Throws: as `init(der:)`; `certificateDamaged` also for a text without any.
  public static func list(pem: [UInt8]) throws(GnuTLSError) -> [Certificate] {
    let call = Call("read", "a list of certificates", failure: .certificateDamaged)
    if pem.first == DERTag.sequence { return [try Certificate(der: pem)] }
    // PEM is a third longer than DER; the rest is room for text in between.
    guard pem.count <= 2 * CertificateRules.size * CertificateRules.chain else {
      throw refused(call, "it is longer than \(2 * CertificateRules.size * CertificateRules.chain) bytes")
    }
    let blocks = try PEM.blocks("CERTIFICATE", in: pem, call)
    guard !blocks.isEmpty else { throw call.error(because: "there is none in it") }
    guard blocks.count <= CertificateRules.chain else {
      throw refused(call, "it holds more than \(CertificateRules.chain)")
    }
    var list: [Certificate] = []
    for block in blocks { list.append(try Certificate(der: block)) }
    return list
  }

  /// PEM, one LF at the end.
  public var pem: String { PEM.text("CERTIFICATE", der) }

  /// Whether `key` made its signature. SHA-1 and anything else outside `SignatureAlgorithm` is no.
  public func isSigned(by key: PublicKey) -> Bool { SignedObject.isSigned(der, by: key) }

  public func isValid(at time: UnixTime) -> Bool { notBefore <= time && time <= notAfter }

  public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }
  public func hash(into hasher: inout Hasher) { hasher.combine(der) }

  private static func refused(_ call: Call, _ detail: String) -> GnuTLSError {
    GnuTLSError(.certificateRefused, call.operation, call.object, because: detail)
  }
}
