import GRDB

/// A kind of record that can be read one by one, each on its own.
protocol StoredRecord {
  static var table: String { get }
  /// Columns in the order of the table. Those that are text are read as bytes, see `RowFields.text`.
  static var columns: [(name: String, isText: Bool)] { get }
  static func decode(_ fields: RowFields) throws -> Self
}

extension StoredRecord {
  /// The columns for a SELECT.
  static var selection: String {
    columns.map { $0.isText ? "CAST(\($0.name) AS BLOB) AS \($0.name)" : $0.name }.joined(separator: ", ")
  }

  /// Every record that can be read, in the order of their rows. The others go into quarantine, byte for byte, and stay
  /// where they are.
  static func fetchAll(
    _ database: Database, where condition: String = "1", arguments: StatementArguments = []
  ) throws -> (records: [Self], damaged: [DamagedRecord]) {
    var records: [Self] = []
    var damaged: [DamagedRecord] = []
    let sql = "SELECT rowid AS rowNumber, \(selection) FROM \(table) WHERE \(condition) ORDER BY rowid"
    let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
    while let row = try rows.next() {
      do {
        records.append(try decode(RowFields(row)))
      } catch {
        let number = try RowFields(row).integer("rowNumber")
        damaged.append(try DamagedRecord.read(database, table, row: number, reason: reason(of: error)))
      }
    }
    return (records, damaged)
  }

  private static func reason(of error: any Error) -> String {
    (error as? UnreadableField)?.reason ?? "\(error)"
  }
}
