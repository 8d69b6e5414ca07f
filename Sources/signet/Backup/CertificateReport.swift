import GnuTLS
import Platform

/// One certificate of an archive, in short.
struct CertificateReport: Encodable {
  /// `account` or `authority`.
  let role: String
  /// SHA-1 of its key's SPKI, 40 hex.
  let keyId: String
  /// Content octets of the serial number, hex.
  let serial: String
  let bits: Int
  let notBefore: UnixTime
  let notAfter: UnixTime

  init(_ certificate: Certificate, role: String) {
    self.role = role
    keyId = Hex.text(of: certificate.publicKey.sha1)
    serial = Hex.text(of: certificate.serial)
    bits = certificate.publicKey.bits
    notBefore = certificate.notBefore
    notAfter = certificate.notAfter
  }
}
