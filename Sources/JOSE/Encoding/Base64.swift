import Platform

/// Base64 in the standard alphabet with padding, on one line (RFC 4648 §4): what `x5c` (RFC 7515 §4.1.6) and Jasper's
/// public keys (`jasper-packet(5)`) are written in.
public enum Base64 {
  private static let padding = UInt8(ascii: "=")

  /// The text of `bytes`.
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    bytes.withUnsafeBytes { Base64Alphabet.standard.encode($0, to: &text) }
    while text.count % 4 != 0 { text.append(padding) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that `text` stands for; as strict as `Base64URL.decode`, and the padding must be there.
  /// - Throws: `JOSEError.malformed`.
  public static func decode(_ text: String) throws(JOSEError) -> [UInt8] {
    guard let bytes = text.withUTF8Bytes({ decode($0) }) else { throw JOSEError(.malformed, "a text is no base64") }
    return bytes
  }

  private static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var count = text.count
    while count > 0, text.count - count < 2, text[count - 1] == padding { count -= 1 }
    return Base64Alphabet.standard.decode(UnsafeRawBufferPointer(rebasing: text[..<count]))
  }
}
