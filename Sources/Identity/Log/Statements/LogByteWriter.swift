/// Puts together the canonical form of a statement: numbers big-endian, lists with their count in front.
struct LogByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  mutating func append(number: some FixedWidthInteger & UnsignedInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// 1 and the identifier, or 0.
  mutating func append(optional identifier: (some Identifier)?) {
    append(number: identifier == nil ? 0 as UInt8 : 1)
    if let identifier { append(identifier.bytes) }
  }

  mutating func append(list: [some Identifier]) {
    append(number: UInt16(list.count))
    for identifier in list { append(identifier.bytes) }
  }
}
