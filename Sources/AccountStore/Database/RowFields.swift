import GRDB
import Platform

/// A value in a row is not what it should be.
struct UnreadableField: Error {
  let reason: String
}

/// The columns of one row, each checked as it is read. GRDB's own subscripts stop the program at a value of another
/// type, which a damaged file may well hold.
struct RowFields {
  /// SQL that stands for a value that was too long to be read.
  static let tooLong = "0.5"

  private let row: Row

  init(_ row: Row) { self.row = row }

  func integer(_ column: String) throws(UnreadableField) -> Int64 {
    guard case .int64(let number)? = storage(column) else { throw unreadable(column, "is no integer") }
    return number
  }

  func optionalInteger(_ column: String) throws(UnreadableField) -> Int64? {
    if case .null? = storage(column) { return nil }
    return try integer(column)
  }

  func flag(_ column: String) throws(UnreadableField) -> Bool {
    switch try integer(column) {
    case 0: return false
    case 1: return true
    default: throw unreadable(column, "is neither 0 nor 1")
    }
  }

  func time(_ column: String) throws(UnreadableField) -> UnixTime { UnixTime(seconds: try integer(column)) }

  func optionalTime(_ column: String) throws(UnreadableField) -> UnixTime? {
    try optionalInteger(column).map { UnixTime(seconds: $0) }
  }

  func blob(_ column: String) throws(UnreadableField) -> [UInt8] {
    guard case .blob(let data)? = storage(column) else { throw unreadable(column, "is no blob") }
    return Array(data)
  }

  func optionalBlob(_ column: String) throws(UnreadableField) -> [UInt8]? {
    if case .null? = storage(column) { return nil }
    return try blob(column)
  }

  /// Texts are selected as `CAST(… AS BLOB)`: SQLite hands out damaged UTF-8, and `String` would repair it in silence.
  func text(_ column: String) throws(UnreadableField) -> String {
    guard let text = String(validating: try blob(column), as: UTF8.self) else {
      throw unreadable(column, "is no UTF-8")
    }
    return text
  }

  func optionalText(_ column: String) throws(UnreadableField) -> String? {
    if case .null? = storage(column) { return nil }
    return try text(column)
  }

  func name<Value: RawRepresentable>(_ column: String, _: Value.Type) throws(UnreadableField) -> Value
  where Value.RawValue == String {
    guard let value = Value(rawValue: try text(column)) else { throw unreadable(column, "has an unknown value") }
    return value
  }

  func unreadable(_ column: String, _ what: String) -> UnreadableField { UnreadableField(reason: "\(column) \(what)") }

  func storage(_ column: String) -> DatabaseValue.Storage? {
    row.hasColumn(column) ? (row[column] as DatabaseValue).storage : nil
  }
}
