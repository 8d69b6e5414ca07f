import Platform

/// Recursive descent over RFC 8259; the depth limit bounds the stack.
struct JSONParser {
  let text: UnsafeRawBufferPointer
  private let limits: StrictJSON.Limits
  private var values = 0
  var position = 0

  private init(_ text: UnsafeRawBufferPointer, limits: StrictJSON.Limits) {
    self.text = text
    self.limits = limits
  }

  static func parse(
    _ text: UnsafeRawBufferPointer, limits: StrictJSON.Limits
  ) throws(JOSEError) -> StrictJSON {
    guard text.count <= limits.bytes else {
      throw JOSEError(.malformed, "the JSON text has more than \(limits.bytes) bytes")
    }
    var parser = JSONParser(text, limits: limits)
    parser.skipSpace()
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == text.count else { throw parser.failure("something follows the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JOSEError) -> StrictJSON {
    values += 1
    guard values <= limits.values else {
      throw JOSEError(.malformed, "the JSON text holds more than \(limits.values) values")
    }
    switch try peek() {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw failure("no value where one is due")
    }
  }

  private mutating func object(depth: Int) throws(JOSEError) -> StrictJSON {
    var members: [StrictJSON.Member] = []
    var isOpen = try begin(depth, end: UInt8(ascii: "}"))
    while isOpen {
      guard try peek() == UInt8(ascii: "\"") else { throw failure("the name of a member is missing") }
      let name = try string()
      skipSpace()
      guard try peek() == UInt8(ascii: ":") else { throw failure("a colon is missing") }
      position += 1
      skipSpace()
      members.append(StrictJSON.Member(name, try value(depth: depth)))
      isOpen = try goOn(end: UInt8(ascii: "}"))
    }
    guard members.duplicateName == nil else { throw failure("an object has a name twice") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JOSEError) -> StrictJSON {
    var elements: [StrictJSON] = []
    var isOpen = try begin(depth, end: UInt8(ascii: "]"))
    while isOpen {
      elements.append(try value(depth: depth))
      isOpen = try goOn(end: UInt8(ascii: "]"))
    }
    return .array(elements)
  }

  /// Enters a container; false when it is empty, which leaves it as well.
  private mutating func begin(_ depth: Int, end: UInt8) throws(JOSEError) -> Bool {
    guard depth <= limits.depth else {
      throw JOSEError(.malformed, "the JSON text is nested deeper than \(limits.depth) levels")
    }
    position += 1
    skipSpace()
    guard try peek() == end else { return true }
    position += 1
    return false
  }

  /// Over the comma to the next one; false at the end of the container, which it leaves.
  private mutating func goOn(end: UInt8) throws(JOSEError) -> Bool {
    skipSpace()
    let byte = try peek()
    guard byte == UInt8(ascii: ",") || byte == end else {
      throw failure("a comma or the end of a container is missing")
    }
    position += 1
    guard byte != end else { return false }
    skipSpace()
    return true
  }

  private mutating func word(_ word: StaticString, _ value: StrictJSON) throws(JOSEError) -> StrictJSON {
    let fits = word.withUTF8Buffer { text[position...].starts(with: $0) }
    guard fits else { throw failure("no value where one is due") }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func number() throws(JOSEError) -> StrictJSON {
    guard let end = JSONNumber.end(in: text, from: position) else { throw failure("a number is malformed") }
    let digits = String(decoding: text[position..<end.position], as: UTF8.self)
    position = end.position
    guard end.isWhole, digits != "-0", let number = Int64(digits) else { return .number(digits) }
    return .integer(number)
  }

  mutating func skipSpace() {
    while position < text.count, Self.isSpace(text[position]) { position += 1 }
  }

  func peek() throws(JOSEError) -> UInt8 {
    guard position < text.count else { throw failure("it ends too early") }
    return text[position]
  }

  func failure(_ reason: String) -> JOSEError {
    JOSEError(.malformed, "the JSON text is refused: \(reason), at byte \(position)")
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
