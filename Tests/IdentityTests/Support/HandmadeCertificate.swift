import Platform
import Testing

@testable import GnuTLS

/// A certificate whose extensions a test chooses. GnuTLS makes everything else of it.
enum HandmadeCertificate {
  /// One in the form of an account's, with this key usage, or none.
  /// - Parameter issuerKey: the key that signs, whoever is named as issuer.
  static func of(
    _ key: PublicKey, keyUsage: KeyUsage?, isAuthority: Bool = true, pathLength: UInt8? = nil,
    subject: DistinguishedName? = nil, issuer: Certificate, issuerKey: PrivateKey, now: UnixTime
  ) throws -> Certificate {
    let signer = try CertificateIssuer.authority(key: issuerKey, now: now)
    let model = try CertificateIssuer.account(key: key, authority: signer, authorityKey: issuerKey, now: now)
    var extensions: [[UInt8]] = []
    if isAuthority {
      let length = pathLength.map { DERWriter.integer(contentOctets: [$0]) } ?? []
      let value = DERWriter.sequence([DERWriter.element(DERTag.boolean, [0xff]), length])
      extensions.append(HandmadeList.element(19, isCritical: true, value))
    }
    if let keyUsage {
      // The library's numbers of the first eight usages are the octet of the BIT STRING.
      let bits = UInt8(truncatingIfNeeded: keyUsage.rawValue)
      let unused = UInt8(bits.trailingZeroBitCount)
      extensions.append(
        HandmadeList.element(15, isCritical: true, DERWriter.element(DERTag.bitString, [unused, bits])))
    }
    var parts = try #require(model.der.withUnsafeBytes { TopParts($0) })
    // Version, serial number, algorithm, issuer, validity, subject, key.
    parts.elements[3] = issuer.subject.der
    if let subject { parts.elements[5] = subject.der }
    parts.elements = Array(parts.elements.prefix(7))
    if !extensions.isEmpty {
      parts.elements.append(DERWriter.element(DERTag.context(3), DERWriter.sequence(extensions)))
    }
    let algorithm = try #require(SignatureAlgorithm(identifier: parts.algorithm[...]))
    return try Certificate(der: parts.signed(by: issuerKey, algorithm))
  }
}
