import GRDB

/// A number that is counted under a name.
struct StoredCounter {
  let name: String
  let value: Int64
}

extension StoredCounter: KeyedRecord {
  static let table = "counter"
  static let key = "name"
  static let columns: [(name: String, isText: Bool)] = [("name", true), ("value", false)]
  static let limits = ["name": 256]

  static func decode(_ fields: RowFields) throws -> StoredCounter {
    StoredCounter(name: try fields.text("name"), value: try fields.integer("value"))
  }

  var values: [DatabaseValue] { [.text(name), .integer(value)] }
}

extension AccountDatabase {
  /// 0 when it was never counted.
  /// - Throws: `StoreError`.
  public func counter(_ name: String) throws -> Int64 {
    try load(StoredCounter.self, where: "name = ?", arguments: [name]).first?.value ?? 0
  }
}

extension AccountWriter {
  /// - Returns: the counter with that; it stays where it is at the ends of its range.
  /// - Throws: `StoreError`.
  @discardableResult
  public func count(_ name: String, by change: Int64 = 1) throws -> Int64 {
    try keepIfDamaged(StoredCounter.self, "name = ?", [name])
    let present = try StoredCounter.fetchAll(database, where: "name = ?", arguments: [name]).records.first?.value ?? 0
    let (sum, overflow) = present.addingReportingOverflow(change)
    let value = overflow ? present : sum
    try StoredCounter(name: name, value: value).save(database)
    return value
  }
}
