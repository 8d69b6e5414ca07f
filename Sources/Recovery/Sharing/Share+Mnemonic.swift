import Platform

extension Share {
  /// The share that words stand for.
  /// - Throws: `RecoveryError.shareChecksumWrong`, `shareMalformed`, `memoryUnavailable`.
  public init(_ mnemonic: Mnemonic) throws(RecoveryError) {
    self = try mnemonic.withNumbers { (numbers: UnsafeBufferPointer<UInt16>) throws(RecoveryError) in
      let header = numbers[..<Self.headerWords].reduce(UInt64(0)) { $0 << 10 | UInt64($1) }
      var checksum = RS1024(isExtendable: header >> 24 & 1 == 1)
      for number in numbers { checksum.append(number) }
      guard checksum.isValid else { throw Self.checksumWrong(numbers) }
      let value = try Self.unpack(numbers[Self.headerWords..<(numbers.count - RS1024.size)])
      return Share(header: header, value: value)
    }
    guard set.groupThreshold <= set.groupCount else { throw Self.malformed }
  }

  /// The share from words as a person typed them.
  /// - Throws: as `Mnemonic.init(reading:)` and `init(_:)` do.
  public init(reading typed: Secret) throws(RecoveryError) { try self.init(Mnemonic(reading: typed)) }

  /// The share as words.
  /// - Throws: `RecoveryError.memoryUnavailable`.
  public func mnemonic() throws(RecoveryError) -> Mnemonic {
    try Mnemonic { numbers in
      for index in 0..<Self.headerWords {
        numbers[index] = UInt16(header >> UInt64(10 * (Self.headerWords - 1 - index)) & 1023)
      }
      let end = Self.headerWords + value.withBytes { Self.pack($0, into: numbers, from: Self.headerWords) }
      var state = RS1024(isExtendable: set.isExtendable)
      for number in numbers[..<end] { state.append(number) }
      let checksum = state.checksum()
      for index in 0..<RS1024.size {
        numbers[end + index] = UInt16(checksum >> UInt32(10 * (RS1024.size - 1 - index)) & 1023)
      }
      return end + RS1024.size
    }
  }

  /// The bytes in ten bits each, with zero bits in front up to a whole word; how many words they became.
  private static func pack(
    _ bytes: UnsafeRawBufferPointer, into numbers: UnsafeMutableBufferPointer<UInt16>, from start: Int
  ) -> Int {
    let count = (8 * bytes.count + 9) / 10
    var index = start
    var held: UInt32 = 0
    var bits = 10 * count - 8 * bytes.count
    for byte in bytes {
      held = held << 8 | UInt32(byte)
      bits += 8
      guard bits >= 10 else { continue }
      bits -= 10
      numbers[index] = UInt16(held >> UInt32(bits) & 1023)
      index += 1
    }
    return count
  }

  private static func unpack(_ numbers: Slice<UnsafeBufferPointer<UInt16>>) throws(RecoveryError) -> Secret {
    let padding = 10 * numbers.count % 16
    return try Failures.secret((10 * numbers.count - padding) / 8) { bytes in
      var index = 0
      var held: UInt32 = 0
      // The padding is in front: it is taken in as bits that are there already less those that must be zero.
      var bits = -padding
      for number in numbers {
        held = held << 10 | UInt32(number)
        if bits < 0, held >> UInt32(10 - padding) != 0 { throw malformed }
        bits += 10
        while bits >= 8 {
          bits -= 8
          bytes[index] = UInt8(truncatingIfNeeded: held >> UInt32(bits))
          index += 1
        }
      }
    }
  }

  private static func checksumWrong(_ numbers: UnsafeBufferPointer<UInt16>) -> RecoveryError {
    let reason =
      switch SlipPlace.find(in: numbers) {
      case .word(let number): "word \(number) is probably wrong"
      case .swap(let number): "words \(number) and \(number + 1) have probably changed places"
      case nil: "several are wrong, or they are in another order"
      }
    return RecoveryError(
      .shareChecksumWrong, "the words do not go together: \(reason)", hint: "compare them with the paper, word by word")
  }

  private static var malformed: RecoveryError {
    RecoveryError(.shareMalformed, "the words go together, and are no share of a secret all the same")
  }
}
