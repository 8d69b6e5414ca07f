import FoundationEssentials
import GRDB
import Identity
import Platform

/// The forms of `DatabaseValue`, each checked as it is read.
extension RowFields {
  func bytes(_ column: String, _ count: ClosedRange<Int>) throws(UnreadableField) -> [UInt8] {
    let bytes = try blob(column)
    guard count.contains(bytes.count) else { throw unreadable(column, "has \(bytes.count) bytes") }
    return bytes
  }

  func optionalBytes(_ column: String, _ count: ClosedRange<Int>) throws(UnreadableField) -> [UInt8]? {
    if isNull(column) { return nil }
    return try bytes(column, count)
  }

  /// A whole number that is not negative and not beyond `limit`.
  func count(_ column: String, upTo limit: Int = .max) throws(UnreadableField) -> Int {
    guard let number = Int(exactly: try integer(column)), (0...limit).contains(number) else {
      throw unreadable(column, "is out of range")
    }
    return number
  }

  /// Finite and within `range`. SQLite may keep a whole number as an integer.
  func real(_ column: String, _ range: ClosedRange<Double>) throws(UnreadableField) -> Double {
    let number: Double
    switch storage(column) {
    case .double(let value)?: number = value
    case .int64(let value)?: number = Double(value)
    default: throw unreadable(column, "is no number")
    }
    guard range.contains(number) else { throw unreadable(column, "is out of range") }
    return number
  }

  func optionalReal(_ column: String, _ range: ClosedRange<Double>) throws(UnreadableField) -> Double? {
    if isNull(column) { return nil }
    return try real(column, range)
  }

  func identifier<Value: Identifier>(_ column: String, _: Value.Type) throws(UnreadableField) -> Value {
    guard let value = Value(try text(column)) else { throw unreadable(column, "is no \(Value.kindName)") }
    return value
  }

  func optionalIdentifier<Value: Identifier>(
    _ column: String, _ kind: Value.Type
  ) throws(UnreadableField) -> Value? {
    if isNull(column) { return nil }
    return try identifier(column, kind)
  }

  /// A JSON array of at most `limit` texts.
  func texts(_ column: String, upTo limit: Int) throws(UnreadableField) -> [String] {
    try list(column, of: String.self, upTo: limit)
  }

  /// A JSON array of at most `limit` values.
  func list<Element: Decodable>(
    _ column: String, of _: Element.Type, upTo limit: Int
  ) throws(UnreadableField) -> [Element] {
    let json = Data(try text(column).utf8)
    // Why it does not decode is of no use: the row is kept byte for byte and named.
    guard let elements = try? JSONDecoder().decode([Element].self, from: json) else {
      throw unreadable(column, "are no JSON array as expected")
    }
    guard elements.count <= limit else { throw unreadable(column, "are \(elements.count), more than \(limit)") }
    return elements
  }

  private func isNull(_ column: String) -> Bool {
    if case .null? = storage(column) { return true }
    return false
  }
}
