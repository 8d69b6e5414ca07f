import Glibc

extension JSONReader {
  /// A string, with its escapes checked but not resolved.
  /// - Throws: `JasperError.bodyMalformed`.
  mutating func string() throws(JasperError) -> JSONToken {
    guard next() == 0x22 else { throw malformed("a string") }
    position += 1
    let start = position
    if let end = plainEnd() {
      position = end + 1
      return JSONToken(start: start, end: end, hasEscapes: false)
    }
    var hasEscapes = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22 {
        position += 1
        return JSONToken(start: start, end: position - 1, hasEscapes: hasEscapes)
      }
      if byte == 0x5C {
        hasEscapes = true
        _ = try escape()
      } else if byte < 0x20 {
        throw malformed("no control character")
      } else {
        position += 1
      }
    }
    throw malformed("the end of a string")
  }

  /// Where a string without escapes ends that starts here; nil to look at it byte by byte.
  private func plainEnd() -> Int? {
    guard !hasControls, let base = bytes.baseAddress, position < bytes.count,
      let quote = memchr(base + position, 0x22, bytes.count - position)
    else { return nil }
    let end = UnsafeRawPointer(quote) - base
    return memchr(base + position, 0x5C, end - position) == nil ? end : nil
  }

  /// - Parameter what: the member, for the error.
  /// - Throws: `JasperError.bodyRefused` for a value that is no string, `valueTooLong`.
  public mutating func string(_ what: StaticString, limit: Int) throws(JasperError) -> JSONToken {
    guard next() == 0x22 else { throw JasperError(.bodyRefused, "\(what) is not a string") }
    let token = try string()
    guard token.end - token.start <= limit else {
      throw JasperError(.valueTooLong, "\(what) is longer than \(limit) bytes")
    }
    return token
  }

  /// What is between the quotation marks, as it stands there.
  public func raw(_ token: JSONToken) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[token.start..<token.end])
  }

  /// Calls `body` with the string's UTF-8 bytes; they are copied only when there are escapes.
  public func withText<Value>(_ token: JSONToken, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    token.hasEscapes ? resolved(token).withUnsafeBytes(body) : body(raw(token))
  }

  public func text(_ token: JSONToken) -> String { withText(token) { String(decoding: $0, as: UTF8.self) } }

  public func isEqual(_ token: JSONToken, _ text: StaticString) -> Bool {
    withText(token) { bytes in
      bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
  }

  /// A name for an error text: short, printable.
  func brief(_ token: JSONToken) -> String {
    String(text(token).unicodeScalars.prefix(40).filter { $0.isASCII && $0.value >= 0x20 && $0.value != 0x7F })
  }

  /// The string with its escapes resolved. The scan has shown that each is valid.
  private func resolved(_ token: JSONToken) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(token.end - token.start)
    var reader = self
    reader.position = token.start
    while reader.position < token.end {
      let byte = bytes[reader.position]
      if byte == 0x5C, let scalar = try? reader.escape() {  // cannot fail: `string` has read it once
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      } else {
        output.append(byte)
        reader.position += 1
      }
    }
    return output
  }

  /// One escape, from its backslash on; a pair of surrogates is one.
  private mutating func escape() throws(JasperError) -> Unicode.Scalar {
    guard position + 1 < bytes.count else { throw malformed("an escape") }
    let kind = bytes[position + 1]
    position += 2
    switch kind {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(kind)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75: break
    default: throw malformed("a known escape")
    }
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 else {
      throw malformed("no lone surrogate")
    }
    position += 2
    let second = try hexUnit()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { throw malformed("no lone surrogate") }
    return scalar
  }

  private mutating func hexUnit() throws(JasperError) -> UInt16 {
    guard position + 4 <= bytes.count else { throw malformed("four hexadecimal digits") }
    var value: UInt16 = 0
    for index in position..<position + 4 {
      let digit = bytes[index]
      switch digit {
      case 0x30...0x39: value = value << 4 | UInt16(digit - 0x30)
      case 0x41...0x46: value = value << 4 | UInt16(digit - 0x41 + 10)
      case 0x61...0x66: value = value << 4 | UInt16(digit - 0x61 + 10)
      default: throw malformed("four hexadecimal digits")
      }
    }
    position += 4
    return value
  }
}
