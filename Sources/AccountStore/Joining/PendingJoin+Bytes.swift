import GnuTLS
import Platform

/// One file: fields, each behind its length (4 bytes, big-endian): Unix seconds in decimal digits, request, key of the
/// request, device key and wrap key (PKCS#8 DER), then the signing key likewise, or empty and the token's address, and
/// whether that one lacks PSS.
extension PendingJoin {
  private static let fieldCount = 8

  func serialise() throws -> Secret {
    var signingKey = try Secret(copying: [])
    var place: TokenPlace?
    switch signing {
    case .here(let key): signingKey = try key.pkcs8DER()
    case .token(let token): place = token
    }
    let fields = [
      try Secret(copying: Array(String(madeAt.seconds).utf8)), try Secret(copying: request),
      try requestKey ?? Secret(copying: []), try device.pkcs8DER(), try wrap.pkcs8DER(), signingKey,
      try Secret(copying: Array((place?.url.text ?? "").utf8)), try Secret(copying: [place?.lacksPSS == true ? 1 : 0]),
    ]
    return try Secret(count: fields.reduce(0) { $0 + 4 + $1.count }) { buffer in
      var offset = 0
      for field in fields {
        buffer.storeBytes(of: UInt32(field.count).bigEndian, toByteOffset: offset, as: UInt32.self)
        field.withBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[(offset + 4)...]).copyBytes(from: $0) }
        offset += 4 + field.count
      }
    }
  }

  /// Nil for bytes that are none.
  static func read(_ content: Secret) throws -> PendingJoin? {
    guard let fields = try fields(content), let seconds = Int64(String(decoding: bytes(fields[0]), as: UTF8.self))
    else { return nil }
    let token = String(decoding: bytes(fields[6]), as: UTF8.self)
    let signing: Signing
    if token.isEmpty {
      signing = .here(try PrivateKey(serialised: fields[5]))
    } else {
      signing = .token(TokenPlace(url: try TokenURL(token), lacksPSS: bytes(fields[7]) == [1]))
    }
    return PendingJoin(
      device: try PrivateKey(serialised: fields[3]), wrap: try PrivateKey(serialised: fields[4]), signing: signing,
      request: bytes(fields[1]), requestKey: fields[2].count == 0 ? nil : fields[2],
      madeAt: UnixTime(seconds: seconds))
  }

  private static func fields(_ content: Secret) throws -> [Secret]? {
    try content.withBytes { bytes in
      var rest = bytes[...]
      var fields: [Secret] = []
      while !rest.isEmpty {
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count >= 4, count <= rest.count - 4, fields.count < fieldCount else { return nil }
        fields.append(try Secret(copying: UnsafeRawBufferPointer(rebasing: rest.dropFirst(4).prefix(count))))
        rest = rest.dropFirst(4 + count)
      }
      return fields.count == fieldCount ? fields : nil
    }
  }

  private static func bytes(_ field: Secret) -> [UInt8] { field.withBytes { Array($0) } }
}
