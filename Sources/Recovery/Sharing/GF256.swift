/// The field of AES (FIPS 197 §4.2): bytes as polynomials modulo x^8 + x^4 + x^3 + x + 1. Addition is exclusive or.
///
/// Deliberate: no tables of logarithms. Shares and secrets are multiplied here, and a table that is read at a place
/// which a secret byte names leaves that byte in the cache for any other process on the machine to find. These take the
/// same steps for all bytes, and the little that is multiplied does not need to be fast.
enum GF256 {
  static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var left = left
    var product: UInt8 = 0
    for bit: UInt8 in 0..<8 {
      product ^= left & (0 &- (right >> bit & 1))
      left = left << 1 ^ (0x1b & (0 &- (left >> 7)))
    }
    return product
  }

  /// 1/`value`; 0 for 0, which has none.
  static func inverse(_ value: UInt8) -> UInt8 {
    // The group has 255 members, so value^254 = 1/value; 254 has all bits but the last.
    var power = value
    var result: UInt8 = 1
    for _ in 0..<7 {
      power = multiply(power, power)
      result = multiply(result, power)
    }
    return result
  }
}
