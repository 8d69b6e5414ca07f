extension JSONReader {
  /// A number by JSON's grammar.
  /// - Returns: its value when it is written as an integer of 64 bits; nil for any other number.
  mutating func number() throws(JasperError) -> Int64? {
    _ = next()
    let start = position
    if peek() == 0x2D { position += 1 }
    let firstDigit = position
    guard digits() > 0, bytes[firstDigit] != 0x30 || position == firstDigit + 1 else { throw malformed("a value") }
    var isInteger = true
    if peek() == 0x2E {
      isInteger = false
      position += 1
      guard digits() > 0 else { throw malformed("a digit") }
    }
    if peek() == 0x65 || peek() == 0x45 {
      isInteger = false
      position += 1
      if peek() == 0x2B || peek() == 0x2D { position += 1 }
      guard digits() > 0 else { throw malformed("a digit") }
    }
    guard isInteger else { return nil }
    return Int64(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// - Throws: `JasperError.bodyRefused` for a value that is no integer.
  public mutating func integer(_ what: StaticString) throws(JasperError) -> Int64 {
    let byte = next()
    guard byte == 0x2D || (0x30...0x39).contains(byte), let value = try number() else {
      throw JasperError(.bodyRefused, "\(what) is not an integer")
    }
    return value
  }

  private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func digits() -> Int {
    let start = position
    while (0x30...0x39).contains(peek()) { position += 1 }
    return position - start
  }
}
