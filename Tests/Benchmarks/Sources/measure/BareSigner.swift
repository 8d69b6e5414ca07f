import CBareGnuTLS
import Glibc

/// RSA-4096 PSS signatures straight from GnuTLS.
final class BareSigner: @unchecked Sendable {  // Sendable: GnuTLS lets several threads use one private key.
  private let key: gnutls_privkey_t

  init(pem: [UInt8]) {
    var key: gnutls_privkey_t?
    precondition(gnutls_privkey_init(&key) == 0, "gnutls_privkey_init")
    guard let key else { preconditionFailure("no key") }
    self.key = key
    let code = Self.lend(pem) { gnutls_privkey_import_x509_raw(key, $0, GNUTLS_X509_FMT_PEM, nil, 0) }
    precondition(code == 0, "gnutls_privkey_import_x509_raw: \(code)")
  }

  func sign(_ message: [UInt8]) -> Int {
    var signature = gnutls_datum_t()
    let code = Self.lend(message) {
      gnutls_privkey_sign_data2(key, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, $0, &signature)
    }
    precondition(code == 0, "gnutls_privkey_sign_data2: \(code)")
    defer { bare_free(signature.data) }
    return Int(signature.size)
  }

  private static func lend<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<gnutls_datum_t>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      var datum = gnutls_datum_t(data: UnsafeMutablePointer(mutating: bytes.baseAddress), size: UInt32(bytes.count))
      return body(&datum)
    }
  }
}
