/// SubjectPublicKeyInfo of an RSA key from its numbers, as a JWK has them.
enum PublicKeyDER {
  static func spki(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
    let algorithm: [UInt8] = [
      0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    let key = element(0x30, element(0x02, unsigned(modulus)) + element(0x02, unsigned(exponent)))
    return element(0x30, algorithm + element(0x03, [0] + key))
  }

  private static func unsigned(_ number: [UInt8]) -> [UInt8] { number[0] < 0x80 ? number : [0] + number }

  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let size = content.count
    let length: [UInt8] = size < 0x80 ? [UInt8(size)] : [0x82, UInt8(size >> 8), UInt8(size & 0xff)]
    return [tag] + length + content
  }
}
