/// Where the parts of a certificate are in its DER (RFC 5280 §4.1), found without decoding them.
struct CertificateOutline {
  /// Content octets of the serial number, as they stand: negative and padded ones occur (see `Certificate.serial`).
  let serial: Range<Int>
  /// Names and key with tag and length.
  let issuer: Range<Int>
  let subject: Range<Int>
  let publicKey: Range<Int>
  let extensions: [ExtensionOutline]

  /// Nil when `bytes` do not have the shape of a certificate, or anything lies behind it.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let object = SignedObject(bytes) else { return nil }
    var reader = DERReader(bytes, inside: object.signedElement)
    if reader.nextTag == DERTag.context(0) { guard reader.next() != nil else { return nil } }
    guard let serial = reader.next(DERTag.integer), !serial.content.isEmpty,
      let algorithm = reader.next(DERTag.sequence), bytes[algorithm.whole].elementsEqual(bytes[object.algorithm]),
      let issuer = reader.next(DERTag.sequence), reader.next(DERTag.sequence) != nil,
      let subject = reader.next(DERTag.sequence), let key = reader.next(DERTag.sequence)
    else { return nil }
    // The unique identifiers of version 2, which nobody uses.
    for tag in [UInt8(0x81), 0x82] where reader.nextTag == tag { guard reader.next() != nil else { return nil } }
    var extensions: [ExtensionOutline] = []
    if reader.nextTag == DERTag.context(3) {
      guard let outer = reader.next(), let found = ExtensionOutline.list(bytes, wrappedIn: outer) else { return nil }
      extensions = found
    }
    guard reader.isAtEnd else { return nil }
    self.serial = serial.content
    self.issuer = issuer.whole
    self.subject = subject.whole
    publicKey = key.whole
    self.extensions = extensions
  }
}
