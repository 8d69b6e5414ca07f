/// The grammar of numbers (RFC 8259 §6).
enum JSONNumber {
  /// Where the number that begins at `start` ends, and whether it has neither fraction nor exponent; nil when what is
  /// there is no number.
  static func end(in text: UnsafeRawBufferPointer, from start: Int) -> (position: Int, isWhole: Bool)? {
    var position = start
    if byte(text, position) == UInt8(ascii: "-") { position += 1 }
    if byte(text, position) == UInt8(ascii: "0") {
      position += 1
    } else {
      guard skipDigits(text, &position) else { return nil }
    }
    let whole = position
    if byte(text, position) == UInt8(ascii: ".") {
      position += 1
      guard skipDigits(text, &position) else { return nil }
    }
    if let letter = byte(text, position), letter | 0x20 == UInt8(ascii: "e") {
      position += 1
      if let sign = byte(text, position), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      guard skipDigits(text, &position) else { return nil }
    }
    return (position, position == whole)
  }

  /// Whether all of `text` is a number.
  static func isNumber(_ text: String) -> Bool {
    text.withUTF8Bytes { bytes in end(in: bytes, from: 0)?.position == bytes.count }
  }

  private static func byte(_ text: UnsafeRawBufferPointer, _ position: Int) -> UInt8? {
    position < text.count ? text[position] : nil
  }

  /// Over one digit or more; false when there is none.
  private static func skipDigits(_ text: UnsafeRawBufferPointer, _ position: inout Int) -> Bool {
    let start = position
    while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { position += 1 }
    return position > start
  }
}
