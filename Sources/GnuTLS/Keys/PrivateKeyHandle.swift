import CGnuTLS
import Platform

/// A private key of the library's. Its numbers are wiped and freed with its owner; the raw handle stays here (see
/// `PublicKeyHandle`).
struct PrivateKeyHandle: ~Copyable {
  private let raw: gnutls_privkey_t

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005finit>
  private init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_privkey_t?
    try call.check(gnutls_privkey_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
  }

  deinit { gnutls_privkey_deinit(raw) }

  /// No key at all: the library refuses to sign with it.
  static func none(_ call: Call) throws(GnuTLSError) -> PrivateKeyHandle { try PrivateKeyHandle(call) }

  /// A new RSA key.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005fgenerate>
  static func generateRSA(bits: Int, _ call: Call) throws(GnuTLSError) -> PrivateKeyHandle {
    let key = try PrivateKeyHandle(call)
    try call.check(gnutls_privkey_generate(key.raw, GNUTLS_PK_RSA, UInt32(bits), 0))
    return key
  }

  /// A key from `RSAPrivateKey` DER that `RSANumbers` found fit; the library then checks that its numbers belong
  /// together.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fprivkey_005fimport>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fprivkey_005fverify_005fparams>
  static func decode(pkcs1 der: UnsafeRawBufferPointer, _ call: Call) throws(GnuTLSError) -> PrivateKeyHandle {
    let key = try PrivateKeyHandle(call)
    var decoded: gnutls_x509_privkey_t?
    try call.check(gnutls_x509_privkey_init(&decoded))
    defer { gnutls_x509_privkey_deinit(decoded) }
    try call.check(Datum.lend(der) { gnutls_x509_privkey_import(decoded, $0, GNUTLS_X509_FMT_DER) })
    try call.check(gnutls_x509_privkey_verify_params(decoded))
    try call.check(gnutls_privkey_import_x509(key.raw, decoded, GNUTLS_PRIVKEY_IMPORT_COPY.rawValue))
    return key
  }

  /// A key on a PKCS#11 token. `pin` must live as long as this handle: the token may ask for it at each signature.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005fimport_005furl>
  static func find(url: String, pin: TokenPIN, _ call: Call) throws(GnuTLSError) -> PrivateKeyHandle {
    let key = try PrivateKeyHandle(call)
    gnutls_privkey_set_pin_function(key.raw, TokenPIN.answer, Unmanaged.passUnretained(pin).toOpaque())
    try call.check(gnutls_privkey_import_url(key.raw, url, 0))
    return key
  }

  enum FileForm {
    case pem
    case der
  }

  /// PKCS#8, unencrypted.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fprivkey_005fexport2_005fpkcs8>
  func pkcs8(_ form: FileForm, _ call: Call) throws(GnuTLSError) -> Secret {
    var decoded: gnutls_x509_privkey_t?
    try call.check(gnutls_privkey_export_x509(raw, &decoded))
    defer { gnutls_x509_privkey_deinit(decoded) }
    let libraryForm = form == .pem ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER
    return try Datum.takeSecret(call) {
      gnutls_x509_privkey_export2_pkcs8(decoded, libraryForm, nil, GNUTLS_PKCS_PLAIN.rawValue, $0)
    }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005fsign_005fdata2>
  func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm, _ call: Call) throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { signature in
      Datum.lend(message) { gnutls_privkey_sign_data2(raw, algorithm.libraryValue, 0, $0, signature) }
    }
  }

  func withRaw<Result>(_ body: (gnutls_privkey_t) -> Result) -> Result { body(raw) }
}
