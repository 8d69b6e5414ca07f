import CGnuTLS
import Platform

/// Puts a new serial number, validity and signature into a certificate; every other byte stays.
///
/// Deliberate: not the library's setters. It cannot give a certificate that was read with dates up to 2049 (UTCTime) one
/// from 2050 on (GeneralizedTime): the choice between the two is fixed when it is read. Ten years from 2040 on are that.
enum CertificateRenewal {
  /// The new certificate's DER.
  static func renewed(
    _ certificate: Certificate, serial: [UInt8], from start: UnixTime, to end: UnixTime, issuer: Certificate,
    issuerKey: PrivateKey, _ call: Call
  ) throws(GnuTLSError) -> [UInt8] {
    guard let parts = certificate.der.withUnsafeBytes({ Parts($0) }) else {
      throw call.error(because: "its parts are not where they should be")
    }
    let algorithm = try algorithm(of: issuer.publicKey, call)
    guard let identifier = algorithm.identifier else { throw call.error(because: "its issuer signs otherwise") }
    let signed = DERWriter.sequence([
      Array(certificate.der[parts.version]), DERWriter.integer(contentOctets: serial), identifier, issuer.subject.der,
      DERWriter.sequence([DERWriter.time(start), DERWriter.time(end)]), Array(certificate.der[parts.afterValidity]),
    ])
    let signature = try issuerKey.sign(signed, with: algorithm)
    return DERWriter.sequence([signed, identifier, DERWriter.bitString(signature)])
  }

  private static func algorithm(of key: PublicKey, _ call: Call) throws(GnuTLSError) -> SignatureAlgorithm {
    switch try key.preferredDigest(call) {
    case GNUTLS_DIG_SHA256: .rsaSHA256
    case GNUTLS_DIG_SHA512: .rsaSHA512
    default: .rsaSHA384
    }
  }

  /// What stays of the signed part (RFC 5280 §4.1): the version, and everything behind the validity.
  private struct Parts {
    /// Empty where it is left out, in version 1.
    let version: Range<Int>
    /// Subject, key, and what follows them.
    let afterValidity: Range<Int>

    init?(_ bytes: UnsafeRawBufferPointer) {
      guard let object = SignedObject(bytes) else { return nil }
      var reader = DERReader(bytes, inside: object.signedElement)
      let start = object.signedElement.content.lowerBound
      version = reader.nextTag == DERTag.context(0) ? (reader.next()?.whole ?? start..<start) : start..<start
      guard reader.next(DERTag.integer) != nil, reader.next(DERTag.sequence) != nil,
        reader.next(DERTag.sequence) != nil, let validity = reader.next(DERTag.sequence)
      else { return nil }
      afterValidity = validity.whole.upperBound..<object.signedElement.content.upperBound
    }
  }
}
