import GRDB

/// A record that could not be read. It is kept as it was found, and nothing writes over it.
public struct QuarantinedRecord: Sendable, Hashable {
  public let number: Int64
  /// The table it was in.
  public let source: String
  public let reason: String
  /// JSON: one object a column with `name`, `type` (SQLite's) and `hex` (its bytes).
  public let content: [UInt8]

  public var finding: Finding {
    Finding(
      .recordUnreadable, subject: "\(source) record, quarantine number \(number)",
      "a \(source) record cannot be read: \(reason)")
  }
}

extension QuarantinedRecord: StoredRecord {
  static let table = "quarantine"
  static let columns: [(name: String, isText: Bool)] = [
    ("number", false), ("source", true), ("reason", true), ("content", false),
  ]
  /// A row of twenty values of the greatest length, in hex.
  static let limits = ["content": 160 << 20]

  static func decode(_ fields: RowFields) throws -> QuarantinedRecord {
    QuarantinedRecord(
      number: try fields.integer("number"), source: try fields.text("source"), reason: try fields.text("reason"),
      content: try fields.blob("content"))
  }
}
