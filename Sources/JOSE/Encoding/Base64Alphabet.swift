/// The digits of base64 (RFC 4648 §4) or base64url (§5), both ways.
struct Base64Alphabet: Sendable {
  static let standard = Base64Alphabet(last: "+/")
  static let url = Base64Alphabet(last: "-_")

  private static let noDigit: UInt8 = 0xff

  private let digits: [UInt8]
  /// The value of each byte as a digit, or `noDigit`.
  private let values: [UInt8]

  private init(last: String) {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
    var values = [UInt8](repeating: Self.noDigit, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    self.digits = digits
    self.values = values
  }

  /// How many digits `count` bytes take without padding.
  static func digitCount(of count: Int) -> Int { (count * 4 + 2) / 3 }

  /// How many bytes `digits` digits without padding stand for; nil for one digit too many, which is no byte.
  static func byteCount(of digits: Int) -> Int? { digits % 4 == 1 ? nil : digits * 3 / 4 }

  /// Appends the digits of `bytes`, without padding.
  func encode(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    let start = text.count
    text.append(contentsOf: repeatElement(0, count: Self.digitCount(of: bytes.count)))
    text.withUnsafeMutableBytes { text in
      digits.withUnsafeBytes { encode(bytes, into: UnsafeMutableRawBufferPointer(rebasing: text[start...]), $0) }
    }
  }

  private func encode(
    _ bytes: UnsafeRawBufferPointer, into text: UnsafeMutableRawBufferPointer, _ digits: UnsafeRawBufferPointer
  ) {
    var (from, to) = (0, 0)
    while from + 3 <= bytes.count {
      let (first, second, third) = (bytes[from], bytes[from + 1], bytes[from + 2])
      text[to] = digits[Int(first >> 2)]
      text[to + 1] = digits[Int((first & 3) << 4 | second >> 4)]
      text[to + 2] = digits[Int((second & 15) << 2 | third >> 6)]
      text[to + 3] = digits[Int(third & 63)]
      from += 3
      to += 4
    }
    guard from < bytes.count else { return }
    let first = bytes[from]
    let second = from + 1 < bytes.count ? bytes[from + 1] : 0
    text[to] = digits[Int(first >> 2)]
    text[to + 1] = digits[Int((first & 3) << 4 | second >> 4)]
    if from + 1 < bytes.count { text[to + 2] = digits[Int((second & 15) << 2)] }
  }

  /// Writes what `text`, without padding, stands for to `bytes`, which has `byteCount(of:)` bytes; false when there is
  /// something else than digits, or the bits left over at the end are not zero (then two texts would be one value).
  func decode(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
    precondition(Self.byteCount(of: text.count) == bytes.count, "the wrong room for base64")
    return values.withUnsafeBufferPointer { values in
      // Every value is below 64, so a set bit 7 anywhere tells of a byte that is no digit.
      var wrong: UInt8 = 0
      var (from, to) = (0, 0)
      while from + 4 <= text.count {
        let first = values[Int(text[from])]
        let second = values[Int(text[from + 1])]
        let third = values[Int(text[from + 2])]
        let fourth = values[Int(text[from + 3])]
        wrong |= first | second | third | fourth
        bytes[to] = first << 2 | second >> 4 & 3
        bytes[to + 1] = second << 4 | third >> 2 & 15
        bytes[to + 2] = third << 6 | fourth & 63
        from += 4
        to += 3
      }
      var rest: UInt8 = 0
      if from < text.count {
        let first = values[Int(text[from])]
        let second = values[Int(text[from + 1])]
        wrong |= first | second
        bytes[to] = first << 2 | second >> 4 & 3
        rest = second & 15
        if from + 2 < text.count {
          let third = values[Int(text[from + 2])]
          wrong |= third
          bytes[to + 1] = second << 4 | third >> 2 & 15
          rest = third & 3
        }
      }
      return wrong & 0x80 == 0 && rest == 0
    }
  }

  /// The same as an array; nil for what is no base64.
  func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let count = Self.byteCount(of: text.count) else { return nil }
    var isSound = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      isSound = decode(text, into: UnsafeMutableRawBufferPointer(buffer.prefixBytes(count)))
      written = count
    }
    return isSound ? bytes : nil
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Its first `count` elements; an array may be given more room than it asked for.
  fileprivate func prefixBytes(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(rebasing: self[..<count])
  }
}
