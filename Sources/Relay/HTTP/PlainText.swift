/// Looks through the head of a request in its simplest form.
struct PlainText {
  private static let longestPath = 32

  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Steps over `text` if it stands here.
  mutating func skip(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    let here = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    guard here.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count)) else { return false }
    position += count
    return true
  }

  /// A path of small letters and slashes, which starts with a slash, up to the next blank.
  mutating func path() -> String? {
    let start = position
    guard start < bytes.count, bytes[start] == 0x2F else { return nil }
    while position < bytes.count, position - start <= Self.longestPath {
      switch bytes[position] {
      case 0x2F, 0x61...0x7A: position += 1
      case 0x20: return string(start..<position)
      default: return nil
      }
    }
    return nil
  }

  /// A field and the end of its line: a name of letters, digits and hyphens, a colon, at most one blank, and a value of
  /// visible characters and blanks that neither starts nor ends with a blank.
  mutating func field() -> (name: Range<Int>, value: Range<Int>)? {
    let start = position
    while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
    let name = start..<position
    guard !name.isEmpty, skip(":") else { return nil }
    _ = skip(" ")
    let from = position
    while position < bytes.count, bytes[position] >= 0x20, bytes[position] < 0x7F { position += 1 }
    let value = from..<position
    guard !value.isEmpty, bytes[from] != 0x20, bytes[position - 1] != 0x20, skip("\r\n") else { return nil }
    return (name, value)
  }

  /// Whether a name is this one, whatever its case.
  func isEqual(_ name: Range<Int>, _ text: StaticString) -> Bool {
    guard name.count == text.utf8CodeUnitCount else { return false }
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    for (index, byte) in wanted.enumerated() where Self.lower(bytes[name.lowerBound + index]) != Self.lower(byte) {
      return false
    }
    return true
  }

  /// One to nine digits.
  func number(_ value: Range<Int>) -> Int? {
    guard value.count <= 9 else { return nil }
    var number = 0
    for index in value {
      guard case 0x30...0x39 = bytes[index] else { return nil }
      number = number * 10 + Int(bytes[index] - 0x30)
    }
    return number
  }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2D, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  private static func lower(_ letter: UInt8) -> UInt8 {
    if case 0x41...0x5A = letter { letter | 0x20 } else { letter }
  }
}
