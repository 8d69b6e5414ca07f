import CGnuTLS

/// A PKCS#10 request in the library's hands. Freed with its owner; the raw handle stays here (see `PublicKeyHandle`).
struct RequestHandle: ~Copyable {
  private let raw: gnutls_x509_crq_t
  private let call: Call

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrq_005finit>
  init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_x509_crq_t?
    try call.check(gnutls_x509_crq_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
    self.call = call
  }

  deinit { gnutls_x509_crq_deinit(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrq_005fimport>
  static func decode(_ der: [UInt8], _ call: Call) throws(GnuTLSError) -> RequestHandle {
    let request = try RequestHandle(call)
    try call.check(Datum.lend(der) { gnutls_x509_crq_import(request.raw, $0, GNUTLS_X509_FMT_DER) })
    return request
  }

  /// A signed one, version 1, without attributes.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrq_005fprivkey_005fsign>
  static func make(
    for key: PrivateKey, subject: [(type: String, value: String)], _ call: Call
  ) throws(GnuTLSError) -> RequestHandle {
    let request = try RequestHandle(call)
    try call.check(gnutls_x509_crq_set_version(request.raw, 1))
    for part in subject {
      try call.check(
        gnutls_x509_crq_set_dn_by_oid(request.raw, part.type, 0, part.value, UInt32(part.value.utf8.count)))
    }
    let publicKey = try PublicKeyHandle.decode(key.publicKey)
    try call.check(publicKey.withRaw { gnutls_x509_crq_set_pubkey(request.raw, $0) })
    let digest = try key.publicKey.preferredDigest(call)
    let code = try key.withHandle { handle in
      handle.withRaw { gnutls_x509_crq_privkey_sign(request.raw, $0, digest, 0) }
    }
    try call.check(code)
    return request
  }

  /// Its DER.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrq_005fexport2>
  func encoded() throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { gnutls_x509_crq_export2(raw, GNUTLS_X509_FMT_DER, $0) }
  }

  func withRaw<Result>(_ body: (gnutls_x509_crq_t) -> Result) -> Result { body(raw) }
}
