import CGnuTLS
import Platform

/// One end of a TLS connection over memory: bytes of the wire go in, bytes of the wire and plain ones come out. It
/// never blocks. TLS 1.2 and 1.3 (RFC 5246, RFC 8446) by the system's policy, ALPN `http/1.1` (RFC 7301); no
/// renegotiation, no resumption.
///
/// One thread at a time. After an error it is of no more use than to give what is still to be sent: the alert.
public final class TLSSession {
  private let raw: gnutls_session_t
  private let credentials: TLSCredentials
  private let transport = TLSTransport()
  /// Whom a client wants to speak to; nil for a server.
  private let host: String?
  /// Bytes of a handshake, from one side. The library would go on collecting a message that never ends.
  private static let handshakeLimit = 256 << 10

  private var handshakeBytes = 0
  /// What is wrong with the server's certificate.
  private var distrust: String?

  /// Whether the handshake is done: for a client also that the server is who it is to be.
  public private(set) var isEstablished = false
  /// Whether the other side has said that nothing more comes.
  public private(set) var isEnded = false

  /// The client's end.
  /// - Parameter host: the server's name, or its address as text: its certificate must hold it.
  /// - Throws: `GnuTLSError.libraryFailed`.
  public convenience init(client credentials: TLSCredentials, host: String) throws(GnuTLSError) {
    try self.init(credentials, host: host, flags: [GNUTLS_CLIENT, GNUTLS_NO_TICKETS])
  }

  /// The server's end.
  /// - Throws: `GnuTLSError.libraryFailed`.
  public convenience init(server credentials: TLSCredentials) throws(GnuTLSError) {
    try self.init(credentials, host: nil, flags: [GNUTLS_SERVER, GNUTLS_NO_TICKETS])
  }

  private init(_ credentials: TLSCredentials, host: String?, flags: [gnutls_init_flags_t]) throws(GnuTLSError) {
    let call = Call("made", "a TLS session")
    var made: gnutls_session_t?
    try call.check(gnutls_init(&made, flags.reduce(GNUTLS_NONBLOCK.rawValue) { $0 | $1.rawValue }))
    guard let made else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    raw = made
    self.credentials = credentials
    self.host = host
    try configure(call)
  }

  deinit { gnutls_deinit(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fset_005fdefault_005fpriority_005fappend>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcredentials_005fset>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005falpn_005fset_005fprotocols>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fserver_005fname_005fset>
  private func configure(_ call: Call) throws(GnuTLSError) {
    try call.check(
      gnutls_set_default_priority_append(raw, "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", nil, 0))
    try call.check(
      credentials.withRaw { gnutls_credentials_set(raw, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer($0)) })
    try call.check(Datum.lend(Array("http/1.1".utf8)) { gnutls_alpn_set_protocols(raw, $0, 1, 0) })
    transport.serve(raw)
    guard let host else { return }
    // RFC 6066 §3: no addresses.
    let isAddress = host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E } || host.contains(":")
    if !isAddress { try call.check(gnutls_server_name_set(raw, GNUTLS_NAME_DNS, host, host.utf8.count)) }
    gnutls_session_set_ptr(raw, Unmanaged.passUnretained(self).toOpaque())
    gnutls_session_set_verify_function(raw) { session in
      guard let pointer = gnutls_session_get_ptr(session) else { return GNUTLS_E_INTERNAL_ERROR }
      return Unmanaged<TLSSession>.fromOpaque(pointer).takeUnretainedValue().verify()
    }
  }

  /// Takes bytes from the wire, all of them; none for the first step of a client.
  /// - Parameter plain: gets the plain bytes, in pieces of at most a record.
  /// - Throws: `GnuTLSError.tlsFailed`, `peerNotTrusted`.
  public func receive(
    _ bytes: UnsafeRawBufferPointer, plain: (UnsafeRawBufferPointer) -> Void
  ) throws(GnuTLSError) {
    if !isEstablished {
      handshakeBytes += bytes.count
      guard handshakeBytes <= Self.handshakeLimit else {
        throw GnuTLSError(.tlsFailed, "set up", "the TLS session", because: "its handshake is longer than is taken")
      }
    }
    try transport.lend(bytes) { () throws(GnuTLSError) in
      if !isEstablished { try shakeHands() }
      if isEstablished { try read(plain) }
    }
  }

  /// Encrypts these pieces, put together into as few records as they fit into.
  /// - Throws: `GnuTLSError.tlsFailed`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005frecord_005fcork>
  public func send(_ pieces: [UnsafeRawBufferPointer]) throws(GnuTLSError) {
    let call = Call("written to", "the TLS session", failure: .tlsFailed)
    gnutls_record_cork(raw)
    for piece in pieces {
      var rest = piece
      while !rest.isEmpty {
        let count = gnutls_record_send(raw, rest.baseAddress, rest.count)
        try call.check(Int32(clamping: min(count, 0)))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
    try call.check(gnutls_record_uncork(raw, UInt32(GNUTLS_RECORD_WAIT)))
  }

  /// Says that nothing more comes from here (`close_notify`).
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fbye>
  public func end() {
    // It only puts an alert into memory; a session that is broken has nothing more to say.
    _ = gnutls_bye(raw, GNUTLS_SHUT_WR)
  }

  /// Hands over what is to be sent over the wire.
  public func takeOutput() -> [UInt8] { transport.takeOutput() }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fhandshake>
  private func shakeHands() throws(GnuTLSError) {
    let call = Call("set up", "the TLS session", failure: .tlsFailed)
    while true {
      let code = gnutls_handshake(raw)
      switch code {
      case GNUTLS_E_SUCCESS:
        isEstablished = true
        return
      case GNUTLS_E_AGAIN, GNUTLS_E_INTERRUPTED, GNUTLS_E_WARNING_ALERT_RECEIVED:
        if !transport.hasInput { return }
      default: throw failure(code, call)
      }
    }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005frecord_005frecv>
  private func read(_ plain: (UnsafeRawBufferPointer) -> Void) throws(GnuTLSError) {
    let call = Call("read from", "the TLS session", failure: .tlsFailed)
    // As large as a record can be.
    let end = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer -> Int in
      while !isEnded {
        let count = gnutls_record_recv(raw, buffer.baseAddress, buffer.count)
        switch count {
        case 1...: plain(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        case 0: isEnded = true
        case Int(GNUTLS_E_AGAIN), Int(GNUTLS_E_INTERRUPTED), Int(GNUTLS_E_WARNING_ALERT_RECEIVED):
          if !transport.hasInput { return 0 }
        default: return count
        }
      }
      return 0
    }
    if end < 0 { throw failure(Int32(clamping: end), call) }
  }

  /// Whether the server's chain leads to a trusted authority, is in date, and names the host (RFC 5280, RFC 6125).
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcertificate_005fverify_005fpeers>
  private func verify() -> Int32 {
    var status: UInt32 = 0
    let code = Self.withData(host ?? "") { gnutls_certificate_verify_peers(raw, $0, 2, &status) }
    guard code == GNUTLS_E_SUCCESS else { return code }
    guard status != 0 else { return 0 }
    var text = gnutls_datum_t()
    defer { sg_gnutls_free(text.data) }
    let type = gnutls_certificate_type_get(raw)
    if gnutls_certificate_verification_status_print(status, type, &text, 0) == GNUTLS_E_SUCCESS {
      let words = String(decoding: UnsafeRawBufferPointer(start: text.data, count: Int(text.size)), as: UTF8.self)
      distrust = words.split(whereSeparator: { ".\0 ".contains($0) }).joined(separator: " ")
    }
    return GNUTLS_E_CERTIFICATE_ERROR
  }

  private static func withData<Result>(
    _ host: String, _ body: (UnsafeMutablePointer<gnutls_typed_vdata_st>) -> Result
  ) -> Result {
    var host = Array(host.utf8) + [0]
    // id-kp-serverAuth (RFC 5280 §4.2.1.12).
    var purpose = Array("1.3.6.1.5.5.7.3.1".utf8) + [0]
    return host.withUnsafeMutableBufferPointer { host in
      purpose.withUnsafeMutableBufferPointer { purpose in
        var data = [
          gnutls_typed_vdata_st(type: GNUTLS_DT_DNS_HOSTNAME, data: host.baseAddress, size: 0),
          gnutls_typed_vdata_st(type: GNUTLS_DT_KEY_PURPOSE_OID, data: purpose.baseAddress, size: 0),
        ]
        return data.withUnsafeMutableBufferPointer { body($0.baseAddress!) }  // it has two elements
      }
    }
  }

  /// The error, with the alert about it put where it is sent.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005falert_005fsend_005fappropriate>
  private func failure(_ code: Int32, _ call: Call) -> GnuTLSError {
    if code == GNUTLS_E_FATAL_ALERT_RECEIVED, let name = gnutls_alert_get_name(gnutls_alert_get(raw)) {
      return GnuTLSError(
        .tlsFailed, call.operation, call.object, because: "the other side says: \(String(cString: name))")
    }
    // What goes wrong with the alert changes nothing: the connection ends.
    _ = gnutls_alert_send_appropriate(raw, code)
    if let distrust { return GnuTLSError(.peerNotTrusted, call.operation, call.object, because: distrust) }
    return call.error(code)
  }
}
