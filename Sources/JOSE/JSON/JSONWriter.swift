extension StrictJSON {
  /// The text: no white space, members in their order, only what must be escaped escaped. `parse` gives the same value
  /// again.
  ///
  /// Precondition: a `number` is one by RFC 8259, and no object has a name twice.
  public func serialise() -> [UInt8] {
    var text: [UInt8] = []
    append(to: &text)
    return text
  }

  private func append(to text: inout [UInt8]) {
    switch self {
    case .object(let members): Self.write(members, to: &text)
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        element.append(to: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .string(let string): Self.write(string, to: &text)
    case .integer(let number): text.append(contentsOf: String(number).utf8)
    case .number(let digits):
      precondition(JSONNumber.isNumber(digits), "a JSON number that is none")
      text.append(contentsOf: digits.utf8)
    case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
    case .null: text.append(contentsOf: "null".utf8)
    }
  }

  private static func write(_ members: [Member], to text: inout [UInt8]) {
    precondition(members.duplicateName == nil, "a JSON object with a name twice")
    text.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      write(member.name, to: &text)
      text.append(UInt8(ascii: ":"))
      member.value.append(to: &text)
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func write(_ string: String, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    string.withUTF8Bytes { bytes in
      var from = 0
      for (index, byte) in bytes.enumerated() {
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        text.append(contentsOf: bytes[from..<index])
        text.append(contentsOf: escape(of: byte))
        from = index + 1
      }
      text.append(contentsOf: bytes[from...])
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func escape(of byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
    case 0x08: Array("\\b".utf8)
    case 0x09: Array("\\t".utf8)
    case 0x0A: Array("\\n".utf8)
    case 0x0C: Array("\\f".utf8)
    case 0x0D: Array("\\r".utf8)
    default: Array((byte < 0x10 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
    }
  }
}
