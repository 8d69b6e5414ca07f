import Platform

/// Base64 (RFC 4648 §4, padded, no line breaks), from locked memory into locked memory.
enum SecretBase64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// Characters for `count` bytes.
  static func textSize(of count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Fills `target`, which has exactly `textSize` bytes.
  static func encode(_ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
    precondition(target.count == textSize(of: bytes.count))
    for group in 0..<target.count / 4 {
      let at = group * 3
      var bits: UInt32 = 0
      for offset in 0..<3 { bits = bits << 8 | (at + offset < bytes.count ? UInt32(bytes[at + offset]) : 0) }
      for index in 0..<4 {
        let isThere = at + index <= bytes.count
        target[group * 4 + index] = isThere ? alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)] : padding
      }
    }
  }

  /// Bytes that a text of this length and ending holds; nil when no text is so long.
  static func count(of text: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard text.count % 4 == 0, let last = text.last else { return nil }
    let padded = last != padding ? 0 : text[text.endIndex - 2] == padding ? 2 : 1
    return text.count / 4 * 3 - padded
  }

  /// Fills `target`, which has exactly `count` bytes. False when the text is none, or has bits set behind the end.
  static func decode(_ text: Slice<UnsafeRawBufferPointer>, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard count(of: text) == target.count else { return false }
    for group in 0..<text.count / 4 {
      var bits: UInt32 = 0
      for index in 0..<4 {
        bits <<= 6
        guard group * 3 + index <= target.count else { continue }
        guard let value = alphabet.firstIndex(of: text[text.startIndex + group * 4 + index]) else { return false }
        bits |= UInt32(value)
      }
      for offset in 0..<3 {
        let byte = UInt8(truncatingIfNeeded: bits >> (16 - 8 * UInt32(offset)))
        let at = group * 3 + offset
        if at < target.count { target[at] = byte } else if byte != 0 { return false }
      }
    }
    return true
  }
}
