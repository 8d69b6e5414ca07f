import FoundationEssentials
import GRDB
import Platform

/// A row that could not be read, with all of its bytes.
struct DamagedRecord: Hashable {
  let source: String
  let reason: String
  /// JSON: one object a column with its name, its SQLite type and its bytes in hex.
  let content: [UInt8]

  private struct Column: Encodable {
    let name: String
    let type: String
    let hex: String
  }

  static func read(_ database: Database, _ table: String, row number: Int64, reason: String) throws -> DamagedRecord {
    let names = try database.columns(in: table).map(\.name)
    let parts = names.map { "typeof(\"\($0)\"), hex(CAST(\"\($0)\" AS BLOB))" }.joined(separator: ", ")
    let sql = "SELECT \(parts) FROM \(table) WHERE rowid = ?"
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [number]) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of \(table) vanished while it was read")
    }
    let columns = names.enumerated().map { index, name in
      Column(
        name: name, type: String.fromDatabaseValue(row[index * 2]) ?? "",
        hex: String.fromDatabaseValue(row[index * 2 + 1]) ?? "")
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
