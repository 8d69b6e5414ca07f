/// What one look at bytes tells. ASCII, which packets are made of, goes 32 bytes at a time.
struct UTF8Check {
  /// Whether they are UTF-8 (RFC 3629).
  let isValid: Bool
  /// Whether there may be control characters among them.
  let hasControls: Bool

  private static let tops: UInt64 = 0x8080_8080_8080_8080
  private static let spaces: UInt64 = 0x2020_2020_2020_2020

  init(_ bytes: UnsafeRawBufferPointer) {
    func word(_ position: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
    var position = 0
    var low: UInt64 = 0
    while position + 32 <= bytes.count {
      let (first, second) = (word(position), word(position + 8))
      let (third, fourth) = (word(position + 16), word(position + 24))
      guard (first | second | third | fourth) & Self.tops == 0 else { break }
      // Below 0x80, a byte less 0x20 borrows only where it is a control character.
      low |= (first &- Self.spaces) | (second &- Self.spaces) | (third &- Self.spaces) | (fourth &- Self.spaces)
      position += 32
    }
    let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
    isValid = rest.allSatisfy { $0 < 0x80 } || String(validating: rest, as: UTF8.self) != nil
    hasControls = low & Self.tops != 0 || rest.contains { $0 < 0x20 }
  }
}
