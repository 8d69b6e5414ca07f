import GRDB
import Identity
import Platform

/// A message for somebody whose receive key is not known yet. It is signed and sealed once the key is there.
public struct StoredDraft: Sendable, Hashable {
  /// 0 before it is stored.
  public let number: Int64
  /// Who waits for it.
  public let to: JamiID
  /// The `channel_id`.
  public let channel: String
  /// Whose conversation it belongs to; nil for a group's.
  public let peer: JamiID?
  /// As in the message object.
  public let type: String
  public let id: String
  public let content: String
  /// Milliseconds since 1970.
  public let timestamp: Int64
  public let createdAt: UnixTime

  public init(
    number: Int64 = 0, to: JamiID, channel: String, peer: JamiID?, type: String, id: String, content: String,
    timestamp: Int64, createdAt: UnixTime
  ) {
    self.number = number
    self.to = to
    self.channel = channel
    self.peer = peer
    self.type = type
    self.id = id
    self.content = content
    self.timestamp = timestamp
    self.createdAt = createdAt
  }
}

extension StoredDraft: KeyedRecord {
  static let schema = """
    CREATE TABLE draft (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      recipient TEXT NOT NULL,
      channel TEXT NOT NULL,
      peer TEXT,
      type TEXT NOT NULL,
      messageId TEXT NOT NULL,
      content TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      createdAt INTEGER NOT NULL
    );
    """

  static let table = "draft"
  static let key = "number"
  static let columns: [(name: String, isText: Bool)] = [
    ("number", false), ("recipient", true), ("channel", true), ("peer", true), ("type", true), ("messageId", true),
    ("content", true), ("timestamp", false), ("createdAt", false),
  ]
  static let limits = ["content": MessagingLimits.packet]

  static func decode(_ fields: RowFields) throws -> StoredDraft {
    StoredDraft(
      number: try fields.integer("number"), to: try fields.identifier("recipient", JamiID.self),
      channel: try fields.text("channel"), peer: try fields.optionalIdentifier("peer", JamiID.self),
      type: try fields.text("type"), id: try fields.text("messageId"), content: try fields.text("content"),
      timestamp: try fields.integer("timestamp"), createdAt: try fields.time("createdAt"))
  }

  var values: [DatabaseValue] {
    [
      .integer(number), .identifier(to), .text(channel), .identifier(peer), .text(type), .text(id), .text(content),
      .integer(timestamp), .time(createdAt),
    ]
  }
}

extension AccountDatabase {
  /// Those that wait, the oldest first.
  /// - Parameter id: only those for this account.
  /// - Throws: `StoreError`.
  public func drafts(to id: JamiID? = nil) throws -> [StoredDraft] {
    guard let id else { return try load(StoredDraft.self, order: "number", limit: 10_000) }
    return try load(StoredDraft.self, where: "recipient = ?", arguments: [id.text], order: "number", limit: 10_000)
  }
}

extension AccountWriter {
  /// - Throws: `StoreError`.
  public func add(_ draft: StoredDraft) throws { try draft.insert(database, numbered: true) }

  /// It is in the outbox now.
  /// - Returns: whether it was there.
  /// - Throws: `StoreError`.
  @discardableResult
  public func remove(draft number: Int64) throws -> Bool {
    try keepIfDamaged(StoredDraft.self, "number = ?", [number])
    try database.execute(sql: "DELETE FROM draft WHERE number = ?", arguments: [number])
    return database.changesCount > 0
  }
}
