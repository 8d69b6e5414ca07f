import CGnuTLS
import Platform

/// What one side of TLS brings along: a server its certificate and key, a client the authorities that it trusts.
public final class TLSCredentials: @unchecked Sendable {
  // Sendable: nothing changes after `init`, and sessions of several threads may share credentials then
  // (manual, "Thread safety").
  private let raw: gnutls_certificate_credentials_t
  /// When the server's certificate ends; nil for a client.
  public let expiry: UnixTime?

  /// A server's.
  /// - Parameters:
  ///   - certificate: PEM: the server's certificate, then those between it and its authority.
  ///   - key: PEM PKCS#8, PKCS#1 or SEC 1 (RFC 5915), without a password; of any kind that TLS knows.
  /// - Throws: `GnuTLSError.certificateDamaged`, `keyDamaged`, `keyRefused` for a key that is not the certificate's.
  public init(certificate: [UInt8], key: Secret) throws(GnuTLSError) {
    let allocated = try Self.allocate()
    do {
      expiry = try Self.take(certificate, key, into: allocated)
    } catch {
      gnutls_certificate_free_credentials(allocated)
      throw error
    }
    raw = allocated
  }

  /// A client's. Reading the system's authorities takes some 50 ms.
  /// - Throws: `GnuTLSError.certificateDamaged` where there is no authority to be read.
  public init(trust: TLSTrust) throws(GnuTLSError) {
    let allocated = try Self.allocate()
    do {
      try Self.take(trust, into: allocated)
    } catch {
      gnutls_certificate_free_credentials(allocated)
      throw error
    }
    raw = allocated
    expiry = nil
  }

  deinit { gnutls_certificate_free_credentials(raw) }

  func withRaw<Result>(_ body: (gnutls_certificate_credentials_t) -> Result) -> Result { body(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcertificate_005fallocate_005fcredentials>
  private static func allocate() throws(GnuTLSError) -> gnutls_certificate_credentials_t {
    let call = Call("made", "TLS credentials")
    var raw: gnutls_certificate_credentials_t?
    try call.check(gnutls_certificate_allocate_credentials(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    return raw
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcertificate_005fset_005fx509_005fsystem_005ftrust>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcertificate_005fset_005fx509_005ftrust_005fmem>
  private static func take(_ trust: TLSTrust, into raw: gnutls_certificate_credentials_t) throws(GnuTLSError) {
    let call: Call
    let count: Int32
    switch trust {
    case .system:
      call = Call("read", "the system's trusted authorities", failure: .certificateDamaged)
      count = try call.check(gnutls_certificate_set_x509_system_trust(raw))
    case .authorities(let pem):
      call = Call("read", "the trusted authorities", failure: .certificateDamaged)
      count = try call.check(Datum.lend(pem) { gnutls_certificate_set_x509_trust_mem(raw, $0, GNUTLS_X509_FMT_PEM) })
    }
    guard count > 0 else { throw call.error(because: "there are none") }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005flist_005fimport2>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fprivkey_005fimport2>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcertificate_005fset_005fx509_005fkey>
  private static func take(
    _ certificate: [UInt8], _ key: Secret, into raw: gnutls_certificate_credentials_t
  ) throws(GnuTLSError) -> UnixTime {
    let reading = Call("read", "the TLS certificate", failure: .certificateDamaged)
    var list: UnsafeMutablePointer<gnutls_x509_crt_t?>?
    var count: UInt32 = 0
    try reading.check(
      Datum.lend(certificate) { gnutls_x509_crt_list_import2(&list, &count, $0, GNUTLS_X509_FMT_PEM, 0) })
    defer {
      for index in 0..<Int(count) { gnutls_x509_crt_deinit(list?[index]) }
      sg_gnutls_free(list)
    }
    guard count > 0, let own = list?[0] else { throw reading.error(because: "there is none in it") }
    let expiry = gnutls_x509_crt_get_expiration_time(own)
    guard expiry != -1 else { throw reading.error(because: "one of its dates cannot be read") }

    let readingKey = Call("read", "the TLS key", failure: .keyDamaged)
    var decoded: gnutls_x509_privkey_t?
    try readingKey.check(gnutls_x509_privkey_init(&decoded))
    defer { gnutls_x509_privkey_deinit(decoded) }
    let code = key.withBytes { bytes in
      Datum.lend(bytes) { gnutls_x509_privkey_import2(decoded, $0, GNUTLS_X509_FMT_PEM, nil, 0) }
    }
    if code == GNUTLS_E_DECRYPTION_FAILED {
      throw GnuTLSError(.keyRefused, "read", "the TLS key", because: "it is locked with a password of its own")
    }
    try readingKey.check(code)
    let taken = gnutls_certificate_set_x509_key(raw, list, Int32(count), decoded)
    if taken == GNUTLS_E_CERTIFICATE_KEY_MISMATCH {
      throw GnuTLSError(.keyRefused, "used", "the TLS key", because: "it is not the key of the certificate")
    }
    try Call("used", "the TLS key", failure: .keyRefused).check(taken)
    return UnixTime(seconds: Int64(expiry))
  }
}
