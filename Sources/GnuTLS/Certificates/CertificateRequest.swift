import Platform

/// A PKCS#10 request (RFC 2986): a key that asks for a certificate, and shows by its signature that it is there.
public struct CertificateRequest: Sendable, Hashable {
  public let der: [UInt8]
  public let publicKey: PublicKey
  public let subject: DistinguishedName
  public var commonName: String? { subject.commonName }
  public var userID: String? { subject.userID }

  /// Bytes; one of ours has about 1150.
  private static let limit = 16 * 1024

  /// Reads one and checks its signature by its own key.
  /// - Throws: `GnuTLSError.requestDamaged`, `keyDamaged`, `keyRefused`.
  public init(der: [UInt8]) throws(GnuTLSError) {
    let call = Call("read", "a certificate request", failure: .requestDamaged)
    guard der.count <= Self.limit else { throw call.error(because: "it has more than \(Self.limit) bytes") }
    guard let (name, key) = der.withUnsafeBytes({ Self.outline($0) }) else {
      throw call.error(because: "it does not have the shape of one")
    }
    publicKey = try PublicKey(spki: Array(der[key]))
    _ = try RequestHandle.decode(der, call)
    subject = try DistinguishedName(der: Array(der[name]), call)
    self.der = der
    guard SignedObject.isSigned(der, by: publicKey) else { throw call.error(because: "its signature is wrong") }
  }

  /// A request for `key` as Jami makes it: CN, then UID with the key's SHA-1 in hex; no attributes.
  /// - Throws: `GnuTLSError.libraryFailed`, or what a token refuses.
  public static func make(for key: PrivateKey, commonName: String) throws(GnuTLSError) -> CertificateRequest {
    let call = Call("made", "a certificate request")
    let request = try RequestHandle.make(
      for: key,
      subject: [
        (DistinguishedName.commonNameOID, commonName),
        (DistinguishedName.userIDOID, Hex.text(of: key.publicKey.sha1)),
      ], call)
    return try CertificateRequest(der: request.encoded())
  }

  public static func == (left: CertificateRequest, right: CertificateRequest) -> Bool { left.der == right.der }
  public func hash(into hasher: inout Hasher) { hasher.combine(der) }

  /// Where subject and key are.
  private static func outline(_ bytes: UnsafeRawBufferPointer) -> (name: Range<Int>, key: Range<Int>)? {
    guard let object = SignedObject(bytes) else { return nil }
    var reader = DERReader(bytes, inside: object.signedElement)
    guard reader.next(DERTag.integer) != nil, let name = reader.next(DERTag.sequence),
      let key = reader.next(DERTag.sequence)
    else { return nil }
    return (name.whole, key.whole)
  }
}
