/// Unsigned numbers as base-128 digits, the most significant first, with as few digits as possible; the high bit is set
/// in each byte but the last. Negentropy protocol V1, "Varint".
enum Varint {
  static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var shift = UInt64(number == 0 ? 0 : (63 - number.leadingZeroBitCount) / 7 * 7)
    while shift > 0 {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift) | 0x80)
      shift -= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: number) & 0x7f)
  }
}
