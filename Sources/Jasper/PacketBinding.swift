import JOSE

/// What the protected header of a message says about its packet: `rcpt` and `sig`, the SHA-256 of recipient and
/// signature (jasper-packet(5)). A message that is no JWE, or has neither, binds nothing.
struct PacketBinding: Sendable, Equatable {
  /// Something that no digest equals: the header has the member, and it is no digest.
  private static let none = SHA256Digest(hashing: UnsafeRawBufferPointer(start: nil, count: 0))

  private(set) var recipient: SHA256Digest?
  private(set) var signature: SHA256Digest?

  /// Bytes of a header in base64url that are looked at. Ours have 200; a certificate chain in it is far below.
  private static let headerLimit = 64 << 10

  init(message: UnsafeRawBufferPointer) {
    // Five parts between dots (RFC 7516 §7.1), and a header that starts with `{"`.
    guard message.count > 2, message[0] == 0x65, message[1] == 0x79,
      let dot = message.prefix(Self.headerLimit).firstIndex(of: 0x2E),
      let header = Self.decode(UnsafeRawBufferPointer(rebasing: message[..<dot]))
    else { return }
    do throws(JasperError) {
      self = try header.withBytes { (bytes) throws(JasperError) in
        try JSONReader.read(bytes) { (reader) throws(JasperError) in try PacketBinding(header: &reader) }
      }
    } catch {
      // No header that anybody could open. To a relay it is opaque text, and it binds nothing.
      (recipient, signature) = (nil, nil)
    }
  }

  private init(header reader: inout JSONReader) throws(JasperError) {
    try reader.object { (reader, name) throws(JasperError) in
      if reader.isEqual(name, "rcpt") {
        recipient = try Self.digest(&reader)
      } else if reader.isEqual(name, "sig") {
        signature = try Self.digest(&reader)
      } else {
        try reader.skip()
      }
    }
  }

  private static func digest(_ reader: inout JSONReader) throws(JasperError) -> SHA256Digest {
    guard reader.next() == 0x22 else {
      try reader.skip()
      return none
    }
    let token = try reader.string()
    return reader.withText(token, decode).flatMap { SHA256Digest(bytes: $0) } ?? none
  }

  private static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    try? Base64URL.decode(text)  // no loss: what is no base64url is opaque to a relay
  }
}
