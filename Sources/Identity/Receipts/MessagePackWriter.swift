/// Writes the part of MessagePack that Jami's device announcements use, always in the shortest encoding, because a
/// signature covers these bytes.
struct MessagePackWriter {
  private(set) var bytes: [UInt8] = []

  /// The head of a map of `count` pairs, which follow one by one; at most 15.
  mutating func map(_ count: Int) {
    precondition(count < 16, "longer maps do not occur")
    bytes.append(0x80 | UInt8(count))
  }

  /// A text of at most 31 bytes.
  mutating func text(_ text: String) {
    let utf8 = Array(text.utf8)
    precondition(utf8.count < 32, "longer texts do not occur")
    bytes.append(0xa0 | UInt8(utf8.count))
    bytes += utf8
  }

  mutating func unsigned(_ number: UInt64) {
    switch number {
    case 0..<0x80: bytes.append(UInt8(number))
    case 0x80..<0x100: append(0xcc, number, size: 1)
    case 0x100..<0x1_0000: append(0xcd, number, size: 2)
    case 0x1_0000..<0x1_0000_0000: append(0xce, number, size: 4)
    default: append(0xcf, number, size: 8)
    }
  }

  mutating func binary(_ content: [UInt8]) {
    let count = UInt64(content.count)
    switch count {
    case 0..<0x100: append(0xc4, count, size: 1)
    case 0x100..<0x1_0000: append(0xc5, count, size: 2)
    default: append(0xc6, count, size: 4)
    }
    bytes += content
  }

  private mutating func append(_ tag: UInt8, _ number: UInt64, size: Int) {
    bytes.append(tag)
    for index in (0..<size).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))) }
  }
}
