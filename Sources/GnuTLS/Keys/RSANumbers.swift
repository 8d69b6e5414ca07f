/// The numbers of an RSA key inside its DER, checked before the library calculates with them.
///
/// Deliberate: the library takes a modulus that is even or a prime that is 1, and its arithmetic then divides by zero
/// and ends the process. An exponent of 1 or 3 it takes as well, and then anybody can sign.
struct RSANumbers {
  /// RSA lengths that are taken, in bits. Below, it can be factored; above, a check costs a second.
  static let sizes = 2048...8192

  /// Bits of the modulus.
  let bits: Int

  /// What became of reading a key.
  enum Reading {
    case fine(RSANumbers)
    /// It cannot be decoded; the text says where.
    case damaged(String)
    /// It can be decoded and must not be used; the text says why.
    case refused(String)
  }

  /// Reads `RSAPublicKey` (RFC 8017 A.1.1), which is `element`.
  static func publicKey(_ bytes: UnsafeRawBufferPointer, _ element: DERElement) -> Reading {
    var reader = DERReader(bytes, inside: element)
    guard let modulus = Unsigned(bytes, &reader), let exponent = Unsigned(bytes, &reader), reader.isAtEnd else {
      return .damaged("its modulus and exponent cannot be decoded")
    }
    return check(modulus, exponent)
  }

  /// Reads `RSAPrivateKey` (RFC 8017 A.1.2), which is `element`.
  static func privateKey(_ bytes: UnsafeRawBufferPointer, _ element: DERElement) -> Reading {
    var reader = DERReader(bytes, inside: element)
    guard let version = Unsigned(bytes, &reader) else { return .damaged("its version cannot be decoded") }
    guard version.isZero else { return .refused("it has more than two primes") }
    var numbers: [Unsigned] = []
    for _ in 0..<8 {
      guard let number = Unsigned(bytes, &reader) else { return .damaged("one of its numbers cannot be decoded") }
      numbers.append(number)
    }
    guard reader.isAtEnd else { return .damaged("something lies behind its numbers") }
    let reading = check(numbers[0], numbers[1])
    guard case .fine(let key) = reading else { return reading }
    let (d, p, q) = (numbers[2], numbers[3], numbers[4])
    let (exponentP, exponentQ, coefficient) = (numbers[5], numbers[6], numbers[7])
    // Each of these is also a bound that the library's arithmetic takes for granted.
    guard p.isOdd, q.isOdd, min(p.bits, q.bits) > key.bits / 3, (key.bits...key.bits + 1).contains(p.bits + q.bits),
      d.bits > key.bits / 3, d.bits <= key.bits, !exponentP.isZero, exponentP.bits <= p.bits,
      !exponentQ.isZero, exponentQ.bits <= q.bits, !coefficient.isZero, coefficient.bits <= p.bits
    else { return .damaged("its primes do not belong to its modulus") }
    return reading
  }

  private static func check(_ modulus: Unsigned, _ exponent: Unsigned) -> Reading {
    guard sizes.contains(modulus.bits) else {
      return .refused("it has \(modulus.bits) bits; \(sizes.lowerBound) to \(sizes.upperBound) are taken")
    }
    guard modulus.isOdd else { return .refused("its modulus is even") }
    // FIPS 186-5 A.1.1: odd, above 2^16, below 2^256.
    guard exponent.isOdd, exponent.bits > 16 else { return .refused("its exponent is even or below 65537") }
    guard exponent.bits <= 256 else { return .refused("its exponent has over 256 bits") }
    return .fine(RSANumbers(bits: modulus.bits))
  }
}

/// What the rules need to know of an INTEGER that is not negative and in its shortest form.
private struct Unsigned {
  let bits: Int
  let isOdd: Bool
  var isZero: Bool { bits == 0 }

  init?(_ bytes: UnsafeRawBufferPointer, _ reader: inout DERReader) {
    guard let element = reader.next(DERTag.integer), let first = element.content.first,
      let last = element.content.last, bytes[first] < 0x80
    else { return nil }
    var start = first
    if bytes[first] == 0, element.content.count > 1 {
      start += 1
      guard bytes[start] >= 0x80 else { return nil }
    }
    bits = (element.content.upperBound - start) * 8 - bytes[start].leadingZeroBitCount
    isOdd = bytes[last] & 1 == 1
  }
}
