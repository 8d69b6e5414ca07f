import FoundationEssentials
import GRDB
import Platform

/// A record that is written as a whole, into the columns that it is read from.
protocol KeyedRecord: StoredRecord {
  /// The column, or the columns, that name it.
  static var key: String { get }
  /// In the order of `columns`.
  var values: [DatabaseValue] { get }
}

extension KeyedRecord {
  /// Adds the row, or replaces the one of its key.
  /// - Throws: `StoreError.recordTooLarge`.
  func save(_ database: Database) throws {
    let names = Self.columns.map(\.name)
    let keys = Self.key.split(separator: ", ").map(String.init)
    let changes = names.filter { !keys.contains($0) }.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    try execute(database, "\(Self.insertion()) ON CONFLICT (\(Self.key)) DO UPDATE SET \(changes)", checked())
  }

  /// Adds the row.
  /// - Parameters:
  ///   - numbered: whether SQLite gives the number, which is the first column.
  ///   - orIgnore: whether a row that is there already stays instead, which is no error.
  /// - Returns: whether it was added.
  /// - Throws: `StoreError.recordTooLarge`.
  @discardableResult
  func insert(_ database: Database, numbered: Bool = false, orIgnore: Bool = false) throws -> Bool {
    var values = try checked()
    if numbered { values[0] = .null }
    try execute(database, Self.insertion(orIgnore: orIgnore), values)
    return database.changesCount > 0
  }

  private static func insertion(orIgnore: Bool = false) -> String {
    let names = columns.map(\.name).joined(separator: ", ")
    let places = columns.map { $0.isText ? "CAST(? AS TEXT)" : "?" }.joined(separator: ", ")
    return "INSERT\(orIgnore ? " OR IGNORE" : "") INTO \(table) (\(names)) VALUES (\(places))"
  }

  private func execute(_ database: Database, _ sql: String, _ values: [DatabaseValue]) throws {
    try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
  }

  /// What is longer than what is read again would go into quarantine with the next read.
  private func checked() throws -> [DatabaseValue] {
    let values = values
    for (column, value) in zip(Self.columns, values) {
      let length =
        if case .blob(let data) = value.storage { data.count } else { 0 }
      let limit = Self.limits[column.name] ?? Self.usualLimit
      guard length <= limit else {
        throw StoreError(
          .recordTooLarge, "the \(column.name) of a \(Self.table) record has \(length) bytes; \(limit) is the limit")
      }
    }
    return values
  }
}
