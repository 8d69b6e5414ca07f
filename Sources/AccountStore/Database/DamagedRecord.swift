import FoundationEssentials
import GRDB
import Platform

/// A row that could not be read, with all of its bytes.
struct DamagedRecord: Hashable {
  /// Bytes of a value that are kept: more than any that was ever written has. Of a longer one only the start is kept,
  /// and its length beside it.
  static let longestValue = 4 << 20
  /// Bytes of contents that one read takes in; what is damaged beyond comes with the next one.
  static let roomPerRead = 16 << 20

  let source: String
  let reason: String
  /// JSON: one object a column with its name, its SQLite type and its bytes in hex.
  let content: [UInt8]

  private struct Column: Encodable {
    let name: String
    let type: String
    let hex: String
    /// Bytes of the value, when `hex` is its start only.
    let length: Int64?
  }

  static func read(_ database: Database, _ table: String, row number: Int64, reason: String) throws -> DamagedRecord {
    let names = try database.columns(in: table).map(\.name)
    let parts = names.map { name -> String in
      let value = "CAST(\"\(name)\" AS BLOB)"
      return "typeof(\"\(name)\"), hex(substr(\(value), 1, \(longestValue))), length(\(value))"
    }.joined(separator: ", ")
    let sql = "SELECT \(parts) FROM \(table) WHERE rowid = ?"
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [number]) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of \(table) vanished while it was read")
    }
    let columns = names.enumerated().map { index, name in
      Column(
        name: name, type: String.fromDatabaseValue(row[index * 3]) ?? "",
        hex: String.fromDatabaseValue(row[index * 3 + 1]) ?? "",
        length: Int64.fromDatabaseValue(row[index * 3 + 2]).flatMap { $0 > longestValue ? $0 : nil })
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return DamagedRecord(source: table, reason: reason, content: Array(try encoder.encode(columns)))
  }

  /// Whether it is in quarantine already, with these bytes.
  func isKept(_ database: Database) throws -> Bool {
    let sql = "SELECT 1 FROM quarantine WHERE source = ? AND content = ?"
    return try Row.fetchOne(database, sql: sql, arguments: [source, Data(content)]) != nil
  }

  /// Puts it into quarantine; the same row with the same bytes only once.
  func keep(_ database: Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO quarantine (source, reason, content) VALUES (?, ?, ?)",
      arguments: [source, reason, Data(content)])
  }
}
