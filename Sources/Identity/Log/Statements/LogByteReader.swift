import Platform

/// Reads what `LogByteWriter` wrote. Nothing is made room for before its bytes are there.
struct LogByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  static var damaged: IdentityError { .malformedStatement("it is cut off, or has what no statement has") }

  mutating func take(_ count: Int) throws(IdentityError) -> [UInt8] {
    guard count <= rest.count else { throw Self.damaged }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func takeRest() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type
  ) throws(IdentityError) -> Number {
    try take(Number.bitWidth / 8).reduce(0) { $0 << 8 | Number($1) }
  }

  /// A number that stands for one of a list.
  mutating func choice<Choice: RawRepresentable<UInt8>>(_ type: Choice.Type) throws(IdentityError) -> Choice {
    guard let choice = Choice(rawValue: try number(UInt8.self)) else { throw Self.damaged }
    return choice
  }

  mutating func identifier<Value: Identifier>(_ type: Value.Type) throws(IdentityError) -> Value {
    guard let value = Value(bytes: try take(Value.byteCount)) else { throw Self.damaged }
    return value
  }

  mutating func optional<Value: Identifier>(_ type: Value.Type) throws(IdentityError) -> Value? {
    switch try number(UInt8.self) {
    case 0: return nil
    case 1: return try identifier(type)
    default: throw Self.damaged
    }
  }

  /// Ascending, each once.
  mutating func list<Value: Identifier>(_ type: Value.Type, limit: Int) throws(IdentityError) -> [Value] {
    let count = Int(try number(UInt16.self))
    guard count <= limit, count * Value.byteCount <= rest.count else { throw Self.damaged }
    var values: [Value] = []
    for _ in 0..<count {
      let value = try identifier(type)
      if let last = values.last, last >= value { throw Self.damaged }
      values.append(value)
    }
    return values
  }
}

extension IdentityError {
  static func malformedStatement(_ what: String) -> IdentityError {
    IdentityError(.statementMalformed, "this is no statement of an account's log: \(what)")
  }
}
