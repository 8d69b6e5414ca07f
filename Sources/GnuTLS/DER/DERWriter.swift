import Platform

/// Builds DER (X.690) from the inside out.
enum DERWriter {
  /// Tag, shortest length, content.
  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    if content.count < 0x80 {
      length = [UInt8(content.count)]
    } else {
      var rest = content.count
      while rest > 0 {
        length.insert(UInt8(rest & 0xff), at: 0)
        rest >>= 8
      }
      length.insert(0x80 | UInt8(length.count), at: 0)
    }
    return [tag] + length + content
  }

  static func sequence(_ parts: [[UInt8]]) -> [UInt8] { element(DERTag.sequence, Array(parts.joined())) }

  /// An INTEGER with exactly these content octets: `as they stand`, negative or padded if they are.
  static func integer(contentOctets: [UInt8]) -> [UInt8] { element(DERTag.integer, contentOctets) }

  /// The content octets of the unsigned number `magnitude` (big-endian): shortest form, never negative.
  static func contentOctets(ofUnsigned magnitude: [UInt8]) -> [UInt8] {
    let digits = Array(magnitude.drop { $0 == 0 })
    guard let first = digits.first else { return [0] }
    return first & 0x80 == 0 ? digits : [0] + digits
  }

  /// UTCTime up to 2049, GeneralizedTime from then on and before 1950 (RFC 5280 §4.1.2.5).
  static func time(_ time: UnixTime) -> [UInt8] {
    let digits = Array((time.text.utf8.filter { (0x30...0x39).contains($0) }))  // YYYYMMDDHHMMSS
    let isShort = (-631_152_000..<2_524_608_000).contains(time.seconds)
    let text = (isShort ? Array(digits.dropFirst(2)) : digits) + [UInt8(ascii: "Z")]
    return element(isShort ? DERTag.utcTime : DERTag.generalizedTime, text)
  }

  /// Whole octets as a BIT STRING.
  static func bitString(_ bytes: [UInt8]) -> [UInt8] { element(DERTag.bitString, [0] + bytes) }
}
