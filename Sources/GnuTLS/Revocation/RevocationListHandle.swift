import CGnuTLS
import Platform

/// A revocation list in the library's hands, for reading. Freed with its owner; the raw handle stays here (see
/// `PublicKeyHandle`).
struct RevocationListHandle: ~Copyable {
  private let raw: gnutls_x509_crl_t
  private let call: Call

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005finit>
  private init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_x509_crl_t?
    try call.check(gnutls_x509_crl_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
    self.call = call
  }

  deinit { gnutls_x509_crl_deinit(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005fimport>
  static func decode(_ der: [UInt8], _ call: Call) throws(GnuTLSError) -> RevocationListHandle {
    let list = try RevocationListHandle(call)
    try call.check(Datum.lend(der) { gnutls_x509_crl_import(list.raw, $0, GNUTLS_X509_FMT_DER) })
    return list
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005fget_005fraw_005fissuer_005fdn>
  func issuer() throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { gnutls_x509_crl_get_raw_issuer_dn(raw, $0) }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005fget_005fthis_005fupdate>
  func thisUpdate() throws(GnuTLSError) -> UnixTime {
    let seconds = gnutls_x509_crl_get_this_update(raw)
    guard seconds != -1 else { throw call.error(because: "one of its dates cannot be read") }
    return UnixTime(seconds: Int64(seconds))
  }

  /// Nil when it has none.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005fget_005fnext_005fupdate>
  func nextUpdate() -> UnixTime? {
    let seconds = gnutls_x509_crl_get_next_update(raw)
    return seconds == -1 ? nil : UnixTime(seconds: Int64(seconds))
  }

  /// Content octets of the CRLNumber; nil without that extension.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005fget_005fnumber>
  func number() throws(GnuTLSError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 64)
    var size = bytes.count
    let code = bytes.withUnsafeMutableBytes { gnutls_x509_crl_get_number(raw, $0.baseAddress, &size, nil) }
    guard try call.checkOptional(code) != nil else { return nil }
    return Array(bytes.prefix(size))
  }

  /// Deliberately the library's iterator: its call by index takes time that grows with the square.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrl_005fiter_005fcrt_005fserial>
  func entries() throws(GnuTLSError) -> [RevocationList.Entry] {
    var entries: [RevocationList.Entry] = []
    var position: gnutls_x509_crl_iter_t?
    defer { gnutls_x509_crl_iter_deinit(position) }
    var serial = [UInt8](repeating: 0, count: 128)
    while true {
      var size = serial.count
      var time = time_t()
      let code = gnutls_x509_crl_iter_crt_serial(raw, &position, &serial, &size, &time)
      guard try call.checkOptional(code) != nil else { return entries }
      guard time != -1 else { throw call.error(because: "one of its dates cannot be read") }
      entries.append(
        RevocationList.Entry(serial: Array(serial.prefix(size)), revokedAt: UnixTime(seconds: Int64(time))))
    }
  }
}
