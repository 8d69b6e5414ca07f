/// The checksum of a share mnemonic: a Reed-Solomon code over GF(1024) with three check words (SLIP-0039, "Checksum").
///
/// It finds every change of up to three words. The word behind the identifier also says which of two customization
/// strings applies; the guarantee does not reach over a change of that, and there it holds for up to two words, which
/// the tests prove.
struct RS1024 {
  /// Words of a checksum.
  static let size = 3

  private static let generator: [UInt32] = [
    0xe0e040, 0x1c1c080, 0x3838100, 0x7070200, 0xe0e0009, 0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x3f3f120,
  ]

  /// 30 bits: what is left of the division so far.
  private(set) var remainder: UInt32 = 1

  init(isExtendable: Bool) {
    for byte in (isExtendable ? "shamir_extendable" : "shamir").utf8 { append(UInt16(byte)) }
  }

  /// - Parameter number: 0 to 1023, the number of a word.
  mutating func append(_ number: UInt16) { remainder = Self.shifted(remainder) ^ UInt32(number) }

  /// What is left of the division by the generator when `remainder` moves up by one word.
  static func shifted(_ remainder: UInt32) -> UInt32 {
    let top = remainder >> 20
    var shifted = (remainder & 0xfffff) << 10
    // No branch: what is divided is a secret.
    for (bit, term) in generator.enumerated() { shifted ^= term & (0 &- (top >> UInt32(bit) & 1)) }
    return shifted
  }

  /// Whether what was appended, with its checksum, is right.
  var isValid: Bool { remainder == 1 }

  /// 30 bits: the three words that make what was appended right, the first on top.
  consuming func checksum() -> UInt32 {
    for _ in 0..<Self.size { append(0) }
    return remainder ^ 1
  }
}
