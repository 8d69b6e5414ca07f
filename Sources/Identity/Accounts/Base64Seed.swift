/// Base64 (RFC 4648 §4, padded) of exactly 32 bytes, from locked memory into locked memory.
enum Base64Seed {
  /// Characters for 32 bytes, one of them padding.
  static let textSize = 44

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ seed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, at start: Int) {
    precondition(seed.count == SignetFields.seedSize && target.count - start >= textSize)
    for group in 0..<11 {
      let at = group * 3
      var bits: UInt32 = 0
      for offset in 0..<3 { bits = bits << 8 | (at + offset < seed.count ? UInt32(seed[at + offset]) : 0) }
      for index in 0..<4 { target[start + group * 4 + index] = alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)] }
    }
    target[start + textSize - 1] = UInt8(ascii: "=")
  }

  /// False when the text is none, or has bits set behind the end.
  static func decode(_ text: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard text.count == textSize, target.count == SignetFields.seedSize, text[textSize - 1] == UInt8(ascii: "=") else {
      return false
    }
    for group in 0..<11 {
      var bits: UInt32 = 0
      for index in 0..<4 {
        let place = group * 4 + index
        guard place < textSize - 1 else {
          bits <<= 6
          continue
        }
        guard let value = alphabet.firstIndex(of: text[place]) else { return false }
        bits = bits << 6 | UInt32(value)
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
