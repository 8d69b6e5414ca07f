import GRDB

/// How far a relay's packets for one recipient were fetched.
struct RelayCursor {
  let relay: String
  let recipient: String
  let position: Int64
}

extension RelayCursor: KeyedRecord {
  static let table = "cursor"
  static let key = "relay, recipient"
  static let columns: [(name: String, isText: Bool)] = [("relay", true), ("recipient", true), ("position", false)]
  static let limits = ["relay": 1024, "recipient": 16 << 10]

  static func decode(_ fields: RowFields) throws -> RelayCursor {
    RelayCursor(
      relay: try fields.text("relay"), recipient: try fields.text("recipient"),
      position: try fields.integer("position"))
  }

  var values: [DatabaseValue] { [.text(relay), .text(recipient), .integer(position)] }
}

extension AccountDatabase {
  /// What to ask the relay to go on from; nil when it was never asked.
  /// - Parameter relay: its URL.
  /// - Throws: `StoreError`.
  public func cursor(relay: String, recipient: String) throws -> Int64? {
    try load(RelayCursor.self, where: "relay = ? AND recipient = ?", arguments: [relay, recipient]).first?.position
  }
}

extension AccountWriter {
  /// Goes back as well: a relay that lost its store begins anew.
  /// - Throws: `StoreError`.
  public func setCursor(relay: String, recipient: String, _ position: Int64) throws {
    try keepIfDamaged(RelayCursor.self, "relay = ? AND recipient = ?", [relay, recipient])
    try RelayCursor(relay: relay, recipient: recipient, position: position).save(database)
  }

  /// Forgets how far that relay was fetched from.
  /// - Throws: `StoreError`.
  public func removeCursors(relay: String) throws {
    try keepIfDamaged(RelayCursor.self, "relay = ?", [relay])
    try database.execute(sql: "DELETE FROM cursor WHERE relay = ?", arguments: [relay])
  }
}
