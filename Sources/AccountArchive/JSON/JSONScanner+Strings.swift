/// Strings and numbers.
extension JSONScanner {
  /// Reads a string, from its first quotation mark over its last.
  mutating func string() throws(ArchiveError) {
    position += 1
    while true {
      skipPlain()
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw failure("a control character stands in a string")
      case 0x20..<0x80: position += 1
      default: try multiByte(byte)
      }
    }
  }

  /// Goes over printable ASCII eight bytes at a time; this is where most of an archive is spent.
  private mutating func skipPlain() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    while position + 8 <= text.count {
      let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
      let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
      // "Has a byte less than n" of Sean Anderson's Bit Twiddling Hacks: exact for the lowest byte that it marks.
      let marks =
        (word | (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash) & high
      if marks != 0 {
        position += marks.trailingZeroBitCount / 8
        return
      }
      position += 8
    }
  }

  private mutating func escape() throws(ArchiveError) {
    position += 1
    switch try peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      let unit = try fourDigits()
      guard unit >= 0xD800 && unit < 0xE000 else { return }
      guard unit < 0xDC00, try peek() == UInt8(ascii: "\\") else { throw failure("half a surrogate pair") }
      position += 1
      guard try peek() == UInt8(ascii: "u") else { throw failure("half a surrogate pair") }
      position += 1
      let low = try fourDigits()
      guard low >= 0xDC00 && low < 0xE000 else { throw failure("half a surrogate pair") }
    default: throw failure("an escape that JSON does not have")
    }
  }

  private mutating func fourDigits() throws(ArchiveError) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    // Deliberate: nothing throws inside the loop. With `try` in it the optimiser of Swift 6.3.1 crashes.
    while count < 4, position < text.count, let digit = Self.hexValue(text[position]) {
      value = value << 4 | UInt32(digit)
      position += 1
      count += 1
    }
    guard count == 4 else {
      _ = try peek()
      throw failure("an escape that JSON does not have")
    }
    return value
  }

  /// A character of two to four bytes, by the table of RFC 3629 §4.
  private mutating func multiByte(_ lead: UInt8) throws(ArchiveError) {
    let rest: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: rest = 1
    case 0xE0: (rest, second) = (2, 0xA0...0xBF)
    case 0xED: (rest, second) = (2, 0x80...0x9F)
    case 0xE1...0xEF: rest = 2
    case 0xF0: (rest, second) = (3, 0x90...0xBF)
    case 0xF1...0xF3: rest = 3
    case 0xF4: (rest, second) = (3, 0x80...0x8F)
    default: throw failure("invalid UTF-8")
    }
    guard position + rest < text.count, second.contains(text[position + 1]) else { throw failure("invalid UTF-8") }
    for offset in stride(from: 2, through: rest, by: 1) where text[position + offset] & 0xC0 != 0x80 {
      throw failure("invalid UTF-8")
    }
    position += rest + 1
  }

  mutating func number() throws(ArchiveError) {
    if text[position] == UInt8(ascii: "-") { position += 1 }
    if try peek() == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      let sign = try peek()
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
  }

  /// One digit or more.
  private mutating func digits() throws(ArchiveError) {
    guard Self.isDigit(try peek()) else { throw failure("a digit is missing in a number") }
    while position < text.count, Self.isDigit(text[position]) { position += 1 }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
