import GRDB

/// A kind of record that can be read one by one, each on its own.
protocol StoredRecord {
  static var table: String { get }
  /// Columns in the order of the table. Those that are text are read as bytes, see `RowFields.text`.
  static var columns: [(name: String, isText: Bool)] { get }
  /// Bytes of the longest value that is read, for columns where it is not `usualLimit`. What is longer is damage: no
  /// file makes the program take more memory than it has use for.
  static var limits: [String: Int] { get }
  static func decode(_ fields: RowFields) throws -> Self
}

extension StoredRecord {
  static var limits: [String: Int] { [:] }
  /// 1 MiB.
  static var usualLimit: Int { 1 << 20 }

  /// The columns for a SELECT. A value that is too long comes as a real number, which is none of any column's values.
  static var selection: String {
    columns.map { name, isText in
      let value = isText ? "CAST(\(name) AS BLOB)" : name
      return "CASE WHEN length(\(value)) > \(limits[name] ?? usualLimit) THEN \(RowFields.tooLong) ELSE \(value) END"
        + " AS \(name)"
    }.joined(separator: ", ")
  }

  /// Every record that can be read. The others go into quarantine, byte for byte, and stay where they are.
  /// - Parameters:
  ///   - order: the terms of ORDER BY; an index should have them.
  ///   - limit: most records that can be read.
  static func fetchAll(
    _ database: Database, where condition: String = "1", arguments: StatementArguments = [], order: String = "rowid",
    limit: Int = .max
  ) throws -> (records: [Self], damaged: [DamagedRecord]) {
    var records: [Self] = []
    let damaged = try scan(database, where: condition, arguments: arguments, order: order) { record in
      guard records.count < limit else { return false }
      records.append(record)
      return records.count < limit
    }
    return (records, damaged)
  }

  /// Hands out every record that can be read, one at a time, until `body` answers false.
  /// - Returns: those that cannot be read and are not in quarantine yet; when they are many, the first of them.
  static func scan(
    _ database: Database, where condition: String = "1", arguments: StatementArguments = [], order: String = "rowid",
    _ body: (Self) throws -> Bool
  ) throws -> [DamagedRecord] {
    var damaged: [DamagedRecord] = []
    var room = DamagedRecord.roomPerRead
    let sql = "SELECT rowid AS rowNumber, \(selection) FROM \(table) WHERE \(condition) ORDER BY \(order)"
    let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
    while let row = try rows.next() {
      let record: Self
      do {
        record = try decode(RowFields(row))
      } catch {
        // The next read meets the others again.
        guard room > 0 else { continue }
        let number = try RowFields(row).integer("rowNumber")
        let found = try DamagedRecord.read(database, table, row: number, reason: reason(of: error))
        guard try !found.isKept(database) else { continue }
        damaged.append(found)
        room -= found.content.count
        continue
      }
      guard try body(record) else { break }
    }
    return damaged
  }

  private static func reason(of error: any Error) -> String {
    (error as? UnreadableField)?.reason ?? "\(error)"
  }
}
