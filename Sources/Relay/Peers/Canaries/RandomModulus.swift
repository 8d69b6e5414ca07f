/// Numbers that pass for an RSA-4096 modulus at a glance.
enum RandomModulus {
  /// 512 bytes: 4,096 bits with the highest set, odd, without a prime factor below 1,000.
  static func bytes(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    while true {
      var words = (0..<64).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
      words[0] |= 1 << 63
      words[63] |= 1
      guard !primes.contains(where: { prime in remainder(of: words, by: prime) == 0 }) else { continue }
      return words.flatMap { word in withUnsafeBytes(of: word.bigEndian, Array.init) }
    }
  }

  private static func remainder(of words: [UInt64], by divisor: UInt64) -> UInt64 {
    words.reduce(0) { rest, word in divisor.dividingFullWidth((rest, word)).remainder }
  }

  private static let primes: [UInt64] = (3..<1_000).filter { number in
    number % 2 == 1 && !stride(from: 3, to: number, by: 2).prefix { $0 * $0 <= number }.contains { number % $0 == 0 }
  }
}
