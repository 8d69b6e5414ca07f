import GRDB

/// Something that the account remembers under a name.
struct StoredSetting {
  let name: String
  let value: String
}

extension StoredSetting: KeyedRecord {
  static let table = "setting"
  static let key = "name"
  static let columns: [(name: String, isText: Bool)] = [("name", true), ("value", true)]
  static let limits = ["name": 256, "value": 64 << 10]

  static func decode(_ fields: RowFields) throws -> StoredSetting {
    StoredSetting(name: try fields.text("name"), value: try fields.text("value"))
  }

  var values: [DatabaseValue] { [.text(name), .text(value)] }
}

extension AccountDatabase {
  /// - Throws: `StoreError`.
  public func setting(_ name: String) throws -> String? {
    try load(StoredSetting.self, where: "name = ?", arguments: [name]).first?.value
  }
}

extension AccountWriter {
  /// - Parameter value: at most 64 KiB; nil removes it.
  /// - Throws: `StoreError`.
  public func set(_ name: String, _ value: String?) throws {
    try keepIfDamaged(StoredSetting.self, "name = ?", [name])
    if let value {
      try StoredSetting(name: name, value: value).save(database)
    } else {
      try database.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name])
    }
  }
}
