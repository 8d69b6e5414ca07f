import CGnuTLS
import Platform

/// A certificate in the library's hands: being read, or under construction. Freed with its owner; the raw handle stays
/// here (see `PublicKeyHandle`).
struct CertificateHandle: ~Copyable {
  private let raw: gnutls_x509_crt_t
  private let call: Call

  /// An empty one.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005finit>
  init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_x509_crt_t?
    try call.check(gnutls_x509_crt_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
    self.call = call
  }

  deinit { gnutls_x509_crt_deinit(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fimport>
  static func decode(_ der: [UInt8], _ call: Call) throws(GnuTLSError) -> CertificateHandle {
    let certificate = try CertificateHandle(call)
    try call.check(Datum.lend(der) { gnutls_x509_crt_import(certificate.raw, $0, GNUTLS_X509_FMT_DER) })
    return certificate
  }

  /// Its DER.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fexport2>
  func encoded() throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { gnutls_x509_crt_export2(raw, GNUTLS_X509_FMT_DER, $0) }
  }
}

// MARK: Reading

extension CertificateHandle {
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fversion>
  func version() throws(GnuTLSError) -> Int { Int(try call.check(gnutls_x509_crt_get_version(raw))) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005factivation_005ftime>
  func notBefore() throws(GnuTLSError) -> UnixTime { try time(gnutls_x509_crt_get_activation_time(raw)) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fexpiration_005ftime>
  func notAfter() throws(GnuTLSError) -> UnixTime { try time(gnutls_x509_crt_get_expiration_time(raw)) }

  private func time(_ seconds: time_t) throws(GnuTLSError) -> UnixTime {
    guard seconds != -1 else { throw call.error(because: "one of its dates cannot be read") }
    return UnixTime(seconds: Int64(seconds))
  }

  /// Nil without basicConstraints.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fbasic_005fconstraints>
  func basicConstraints() throws(GnuTLSError) -> (isAuthority: Bool, pathLength: Int?)? {
    var isAuthority: UInt32 = 0
    var length: Int32 = -1
    let code = gnutls_x509_crt_get_basic_constraints(raw, nil, &isAuthority, &length)
    guard try call.checkOptional(code) != nil else { return nil }
    return (isAuthority != 0, length < 0 ? nil : Int(length))
  }

  /// Nil without keyUsage.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fkey_005fusage>
  func keyUsage() throws(GnuTLSError) -> KeyUsage? {
    var usage: UInt32 = 0
    guard try call.checkOptional(gnutls_x509_crt_get_key_usage(raw, &usage, nil)) != nil else { return nil }
    return KeyUsage(rawValue: usage)
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fsubject_005fkey_005fid>
  func subjectKeyIdentifier() throws(GnuTLSError) -> [UInt8]? {
    try identifier { gnutls_x509_crt_get_subject_key_id(raw, $0, $1, nil) }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fauthority_005fkey_005fid>
  func authorityKeyIdentifier() throws(GnuTLSError) -> [UInt8]? {
    try identifier { gnutls_x509_crt_get_authority_key_id(raw, $0, $1, nil) }
  }

  private func identifier(
    _ get: (UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>) -> Int32
  ) throws(GnuTLSError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 128)
    var size = bytes.count
    let code = bytes.withUnsafeMutableBytes { get($0.baseAddress, &size) }
    // An authority key identifier may name the issuer and its serial instead of the key.
    if code == GNUTLS_E_X509_UNSUPPORTED_EXTENSION { return nil }
    guard try call.checkOptional(code) != nil else { return nil }
    return Array(bytes.prefix(size))
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fsignature_005falgorithm>
  func signatureAlgorithmName() throws(GnuTLSError) -> String {
    let algorithm = gnutls_sign_algorithm_t(UInt32(try call.check(gnutls_x509_crt_get_signature_algorithm(raw))))
    guard let name = gnutls_sign_get_name(algorithm) else { return "unknown" }
    return String(cString: name)
  }
}

// MARK: Building

extension CertificateHandle {
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fversion>
  func setVersion3() throws(GnuTLSError) { try call.check(gnutls_x509_crt_set_version(raw, 3)) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fserial>
  func setSerial(_ serial: [UInt8]) throws(GnuTLSError) {
    try call.check(gnutls_x509_crt_set_serial(raw, serial, serial.count))
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005factivation_005ftime>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fexpiration_005ftime>
  func setValidity(from start: UnixTime, to end: UnixTime) throws(GnuTLSError) {
    try call.check(gnutls_x509_crt_set_activation_time(raw, time_t(start.seconds)))
    try call.check(gnutls_x509_crt_set_expiration_time(raw, time_t(end.seconds)))
  }

  /// Appends one part to the subject's name, as PrintableString where its characters allow that.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fdn_005fby_005foid>
  func appendToSubject(_ type: String, _ value: String) throws(GnuTLSError) {
    try call.check(gnutls_x509_crt_set_dn_by_oid(raw, type, 0, value, UInt32(value.utf8.count)))
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fpubkey>
  func setKey(_ key: PublicKey) throws(GnuTLSError) {
    let handle = try PublicKeyHandle.decode(key)
    try call.check(handle.withRaw { gnutls_x509_crt_set_pubkey(raw, $0) })
  }

  /// Copies subject and key of a request, and nothing else of it.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fcrq>
  func setSubjectAndKey(of request: borrowing RequestHandle) throws(GnuTLSError) {
    try call.check(request.withRaw { gnutls_x509_crt_set_crq(raw, $0) })
  }

  /// subjectKeyIdentifier, basicConstraints and keyUsage of an authority, in this order.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fsubject_005fkey_005fid>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fca_005fstatus>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fset_005fkey_005fusage>
  func setAuthorityExtensions(keyIdentifier: [UInt8]) throws(GnuTLSError) {
    try call.check(gnutls_x509_crt_set_subject_key_id(raw, keyIdentifier, keyIdentifier.count))
    try call.check(gnutls_x509_crt_set_ca_status(raw, 1))
    let usage: KeyUsage = [.certificateSigning, .revocationListSigning]
    try call.check(gnutls_x509_crt_set_key_usage(raw, usage.rawValue))
  }

  /// Signs it, as the last step; `issuer` gives its name.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fprivkey_005fsign>
  func sign(
    as issuer: borrowing CertificateHandle, with key: PrivateKey, _ digest: gnutls_digest_algorithm_t
  ) throws(GnuTLSError) {
    let code = try key.withHandle { handle in
      handle.withRaw { gnutls_x509_crt_privkey_sign(raw, issuer.raw, $0, digest, 0) }
    }
    try call.check(code)
  }

  /// Signs it as its own issuer.
  func signItself(with key: PrivateKey, _ digest: gnutls_digest_algorithm_t) throws(GnuTLSError) {
    let code = try key.withHandle { handle in
      handle.withRaw { gnutls_x509_crt_privkey_sign(raw, raw, $0, digest, 0) }
    }
    try call.check(code)
  }
}
