import GRDB

extension Database {
  /// The first value of a query; nil where there is none, or where it is no integer. GRDB's own would stop the program
  /// at a value of another type.
  func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
    guard let row = try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments) else { return nil }
    return Int64.fromDatabaseValue(row[0])
  }
}
