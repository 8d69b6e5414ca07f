import Platform

/// Base64url as JOSE writes it (RFC 7515 §2): no padding, no line breaks, one text a value.
public enum Base64URL {
  /// The text of `bytes`.
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(Base64Alphabet.digitCount(of: bytes.count))
    append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that `text` stands for.
  ///
  /// Strict: padding, blanks, digits of the other alphabet, a length that no bytes have, and leftover bits that are
  /// not zero are refused, so that no two texts are one value.
  /// - Throws: `JOSEError.malformed`.
  public static func decode(_ text: String) throws(JOSEError) -> [UInt8] {
    try text.withUTF8Bytes { bytes throws(JOSEError) in try decode(bytes) }
  }

  /// The same for a text that is no `String` yet.
  /// - Throws: `JOSEError.malformed`.
  public static func decode(_ text: UnsafeRawBufferPointer) throws(JOSEError) -> [UInt8] {
    guard let bytes = Base64Alphabet.url.decode(text) else { throw JOSEError(.malformed, "a text is no base64url") }
    return bytes
  }

  static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    bytes.withUnsafeBytes { Base64Alphabet.url.encode($0, to: &text) }
  }
}
