import CGnuTLS

/// A public key of the library's. Freed with its owner.
///
/// To Swift every handle of GnuTLS is the same `OpaquePointer`, and freeing one as another compiles. So a raw handle
/// is seen only inside the wrapper of its kind, and by calls that take two handles, for the length of `withRaw`.
struct PublicKeyHandle: ~Copyable {
  private let raw: gnutls_pubkey_t

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005finit>
  private init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_pubkey_t?
    try call.check(gnutls_pubkey_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
  }

  deinit { gnutls_pubkey_deinit(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fimport>
  static func decode(_ key: PublicKey) throws(GnuTLSError) -> PublicKeyHandle {
    let call = Call("read", "a public key", failure: .keyDamaged)
    let handle = try PublicKeyHandle(call)
    try call.check(Datum.lend(key.spki) { gnutls_pubkey_import(handle.raw, $0, GNUTLS_X509_FMT_DER) })
    return handle
  }

  /// The public half of `key`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fimport_005fprivkey>
  static func half(of key: borrowing PrivateKeyHandle, _ call: Call) throws(GnuTLSError) -> PublicKeyHandle {
    let handle = try PublicKeyHandle(call)
    try call.check(key.withRaw { gnutls_pubkey_import_privkey(handle.raw, $0, 0, 0) })
    return handle
  }

  /// DER SubjectPublicKeyInfo.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fexport2>
  func spki(_ call: Call) throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { gnutls_pubkey_export2(raw, GNUTLS_X509_FMT_DER, $0) }
  }

  func withRaw<Result>(_ body: (gnutls_pubkey_t) -> Result) -> Result { body(raw) }
}
