/// Strings.
extension JSONParser {
  /// Reads a string, from its first quotation mark over its last.
  mutating func string() throws(JOSEError) -> String {
    position += 1
    let start = position
    skipPlain()
    if position < text.count, text[position] == UInt8(ascii: "\"") {
      position += 1
      return try valid(UnsafeRawBufferPointer(rebasing: text[start..<(position - 1)]))
    }
    return try escapedString(from: start)
  }

  /// The same for one that is not plain up to its end; `start` is behind the quotation mark.
  private mutating func escapedString(from start: Int) throws(JOSEError) -> String {
    var bytes = [UInt8](text[start..<position])
    while true {
      switch try peek() {
      case UInt8(ascii: "\""):
        position += 1
        let result = bytes.withUnsafeBytes { bytes in Result { () throws(JOSEError) in try valid(bytes) } }
        return try result.get()
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &bytes)
      case 0..<0x20: throw failure("a control character stands in a string")
      default:
        let from = position
        skipPlain()
        bytes.append(contentsOf: text[from..<position])
      }
    }
  }

  /// Goes on to the next quotation mark, backslash or control character, eight bytes at a time.
  private mutating func skipPlain() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    while position + 8 <= text.count {
      let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
      let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
      // "Has a byte less than n" of Sean Anderson's Bit Twiddling Hacks: exact for the lowest byte that it marks.
      let marks =
        ((word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash) & high
      guard marks == 0 else {
        position += marks.trailingZeroBitCount / 8
        return
      }
      position += 8
    }
    while position < text.count, Self.isPlain(text[position]) { position += 1 }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private func valid(_ bytes: UnsafeRawBufferPointer) throws(JOSEError) -> String {
    guard let string = String(validating: bytes.assumingMemoryBound(to: UInt8.self), as: UTF8.self) else {
      throw failure("invalid UTF-8 in the string before")
    }
    return string
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JOSEError) {
    let letter = try peek()
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): bytes.append(contentsOf: Array(String(Character(try scalar())).utf8))
    default: throw failure("an escape that JSON does not have")
    }
  }

  /// Behind `\u`: four digits, or eight and another `\u` for what lies beyond the basic plane.
  private mutating func scalar() throws(JOSEError) -> Unicode.Scalar {
    let unit = try fourDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u")
    else { throw failure("half a surrogate pair") }
    position += 2
    let low = try fourDigits()
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw failure("half a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(JOSEError) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    // Deliberate: nothing throws inside the loop. With `try` in it the optimiser of Swift 6.3.1 crashes.
    while count < 4, position < text.count, let digit = Self.hexValue(text[position]) {
      value = value << 4 | UInt32(digit)
      position += 1
      count += 1
    }
    guard count == 4 else { throw failure("an escape that JSON does not have") }
    return value
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
