/// One element of a DER encoding (X.690 §8.1): where it is, not what it means. Offsets count from the first byte of
/// the whole encoding.
struct DERElement {
  let tag: UInt8
  /// Tag, length and content.
  let whole: Range<Int>
  let content: Range<Int>
}

/// Walks over DER without decoding it.
///
/// Deliberate beside a library that decodes DER: our rules have to be checked *before* a hostile key or certificate
/// meets the library's arithmetic and its verifiers, and serial numbers are wanted as they stand, byte for byte.
/// Only definite lengths in their shortest form and one-byte tags are taken; anything else is nil, like the end.
struct DERReader {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    position = 0
    end = bytes.count
  }

  /// Reads what is inside `element`, an element of the same bytes.
  init(_ bytes: UnsafeRawBufferPointer, inside element: DERElement) {
    self.bytes = bytes
    position = element.content.lowerBound
    end = element.content.upperBound
  }

  var isAtEnd: Bool { position == end }

  /// The tag of the next element; nil at the end.
  var nextTag: UInt8? { isAtEnd ? nil : bytes[position] }

  /// The next element, if it has this tag.
  mutating func next(_ tag: UInt8) -> DERElement? {
    guard nextTag == tag else { return nil }
    return next()
  }

  /// The next element.
  mutating func next() -> DERElement? {
    guard end - position >= 2, bytes[position] & 0x1f != 0x1f else { return nil }
    let start = position
    var at = position + 1
    var length = Int(bytes[at])
    at += 1
    if length >= 0x80 {
      let size = length & 0x7f
      guard size >= 1, size <= 4, end - at >= size, bytes[at] != 0 else { return nil }
      length = bytes[at..<(at + size)].reduce(0) { $0 << 8 | Int($1) }
      at += size
      guard length >= 0x80 else { return nil }
    }
    guard length <= end - at else { return nil }
    position = at + length
    return DERElement(tag: bytes[start], whole: start..<position, content: at..<position)
  }

  /// The one element that these bytes are, with nothing behind it.
  static func only(_ tag: UInt8, in bytes: UnsafeRawBufferPointer) -> DERElement? {
    var reader = DERReader(bytes)
    guard let element = reader.next(tag), reader.isAtEnd else { return nil }
    return element
  }
}

/// The tags that occur in keys, certificates and revocation lists.
enum DERTag {
  static let boolean: UInt8 = 0x01
  static let integer: UInt8 = 0x02
  static let bitString: UInt8 = 0x03
  static let octetString: UInt8 = 0x04
  static let null: UInt8 = 0x05
  static let objectIdentifier: UInt8 = 0x06
  static let utf8String: UInt8 = 0x0c
  static let printableString: UInt8 = 0x13
  static let ia5String: UInt8 = 0x16
  static let utcTime: UInt8 = 0x17
  static let generalizedTime: UInt8 = 0x18
  static let sequence: UInt8 = 0x30
  /// `[n] EXPLICIT`, and `[n] IMPLICIT` of a constructed type.
  static func context(_ number: UInt8) -> UInt8 { 0xa0 | number }
}
