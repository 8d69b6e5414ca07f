import Glibc

/// The UTF-8 bytes that a JSON string stands for, one after another: escapes undone, nothing copied.
///
/// For strings that `JSONScanner` has been over: it takes for granted that escapes are whole and surrogates paired.
struct JSONText: Sequence, IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  /// Bytes of an escaped character that are still to come, the next one lowest.
  private var pending: UInt32 = 0

  /// - Parameter literal: the string with its quotation marks.
  init(_ literal: UnsafeRawBufferPointer) {
    bytes = UnsafeRawBufferPointer(rebasing: literal[1..<(literal.count - 1)])
    position = 0
  }

  var underestimatedCount: Int { 0 }

  mutating func next() -> UInt8? {
    if pending != 0 { return takePending() }
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    position += 1
    return byte == UInt8(ascii: "\\") ? escaped() : byte
  }

  private mutating func takePending() -> UInt8 {
    let byte = UInt8(truncatingIfNeeded: pending)
    pending >>= 8
    return byte
  }

  private mutating func escaped() -> UInt8 {
    let letter = bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"): return character()
    default: return letter
    }
  }

  /// The first byte of a `\uXXXX`; the others become pending.
  private mutating func character() -> UInt8 {
    var code = fourDigits()
    if code >= 0xD800 && code < 0xDC00 {
      position += 2
      code = 0x10000 + (code - 0xD800) << 10 + (fourDigits() - 0xDC00)
    }
    if code < 0x80 { return UInt8(code) }
    if code < 0x800 {
      pending = 0x80 | code & 0x3F
      return UInt8(0xC0 | code >> 6)
    }
    if code < 0x10000 {
      pending = (0x80 | code >> 6 & 0x3F) | (0x80 | code & 0x3F) << 8
      return UInt8(0xE0 | code >> 12)
    }
    pending = (0x80 | code >> 12 & 0x3F) | (0x80 | code >> 6 & 0x3F) << 8 | (0x80 | code & 0x3F) << 16
    return UInt8(0xF0 | code >> 18)
  }

  private mutating func fourDigits() -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      value = value << 4 | UInt32(JSONScanner.hexValue(bytes[position]) ?? 0)
      position += 1
    }
    return value
  }
}

extension JSONText {
  /// Whether two literals stand for the same text, however they are spelled.
  static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    if hasEscapes(left) || hasEscapes(right) { return JSONText(left).elementsEqual(JSONText(right)) }
    guard left.count == right.count, let first = left.baseAddress, let second = right.baseAddress else { return false }
    return memcmp(first, second, left.count) == 0
  }

  private static func hasEscapes(_ literal: UnsafeRawBufferPointer) -> Bool {
    guard let start = literal.baseAddress else { return false }
    return memchr(start, Int32(UInt8(ascii: "\\")), literal.count) != nil
  }
}
