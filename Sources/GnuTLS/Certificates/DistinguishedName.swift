import CGnuTLS

/// The name of a subject or issuer. Two are the same when their DER is: no comparison by text.
public struct DistinguishedName: Sendable, Hashable {
  /// DER Name (RFC 5280 §4.1.2.4).
  public let der: [UInt8]
  /// The first CN; nil when there is none, or it is no text.
  public let commonName: String?
  /// The first UID (0.9.2342.19200300.100.1.1): where Jami writes the identifier. Nil like `commonName`.
  public let userID: String?

  /// It has no parts at all, and so names nobody.
  public var isEmpty: Bool { der == DERWriter.sequence([]) }

  static let commonNameOID = "2.5.4.3"
  static let userIDOID = "0.9.2342.19200300.100.1.1"

  public static func == (left: DistinguishedName, right: DistinguishedName) -> Bool { left.der == right.der }
  public func hash(into hasher: inout Hasher) { hasher.combine(der) }

  init(der: [UInt8], _ call: Call) throws(GnuTLSError) {
    let name = try NameHandle.decode(der, call)
    self.der = der
    commonName = try name.first(Self.commonNameOID, call)
    userID = try name.first(Self.userIDOID, call)
  }
}

/// A name in the library's hands; freed with its owner.
private struct NameHandle: ~Copyable {
  private let raw: gnutls_x509_dn_t

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fdn_005finit>
  private init(_ call: Call) throws(GnuTLSError) {
    var raw: gnutls_x509_dn_t?
    try call.check(gnutls_x509_dn_init(&raw))
    guard let raw else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    self.raw = raw
  }

  deinit { gnutls_x509_dn_deinit(raw) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fdn_005fimport>
  static func decode(_ der: [UInt8], _ call: Call) throws(GnuTLSError) -> NameHandle {
    let name = try NameHandle(call)
    try call.check(Datum.lend(der) { gnutls_x509_dn_import(name.raw, $0) })
    return name
  }

  /// The first value of this type.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fdn_005fget_005frdn_005fava>
  func first(_ type: String, _ call: Call) throws(GnuTLSError) -> String? {
    var outer: Int32 = 0
    while true {
      var inner: Int32 = 0
      while true {
        var value = gnutls_x509_ava_st()
        let code = gnutls_x509_dn_get_rdn_ava(raw, outer, inner, &value)
        // The library has no count: behind the last one it answers with one of these two.
        if code == GNUTLS_E_ASN1_ELEMENT_NOT_FOUND || code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE { break }
        try call.check(code)
        let name = UnsafeBufferPointer(start: value.oid.data, count: Int(value.oid.size)).prefix { $0 != 0 }
        if name.elementsEqual(type.utf8) { return Self.text(value) }
        inner += 1
      }
      if inner == 0 { return nil }
      outer += 1
    }
  }

  /// PrintableString, UTF8String and IA5String are UTF-8; other kinds, bad UTF-8 and a NUL inside are no text.
  private static func text(_ value: gnutls_x509_ava_st) -> String? {
    let bytes = UnsafeBufferPointer(start: value.value.data, count: Int(value.value.size))
    let texts = [DERTag.utf8String, DERTag.printableString, DERTag.ia5String].map(UInt.init)
    guard texts.contains(value.value_tag), !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
