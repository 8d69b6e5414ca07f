import GRDB
import Identity
import Platform

extension StoredMessage: KeyedRecord {
  static let table = "message"
  static let key = "number"
  static let columns: [(name: String, isText: Bool)] = [
    ("number", false), ("author", true), ("authorId", true), ("channel", true), ("peer", true), ("type", true),
    ("messageId", true), ("timestamp", false), ("jti", false), ("receivedAt", false), ("hash", true),
    ("isOwn", false), ("revocationAge", false), ("notes", true), ("content", true),
  ]
  static let limits = [
    "channel": 128, "type": 256, "messageId": 1024, "jti": 64, "hash": 128, "notes": 512 << 10,
  ]

  static func decode(_ fields: RowFields) throws -> StoredMessage {
    StoredMessage(
      number: try fields.integer("number"), author: try fields.identifier("author", AccountFingerprint.self),
      authorID: try fields.identifier("authorId", JamiID.self), channel: try fields.text("channel"),
      peer: try fields.optionalIdentifier("peer", JamiID.self), type: try fields.text("type"),
      id: try fields.text("messageId"), content: try fields.text("content"),
      timestamp: try fields.integer("timestamp"), jti: try fields.bytes("jti", MessagingLimits.number),
      receivedAt: try fields.time("receivedAt"), hash: try fields.text("hash"), isOwn: try fields.flag("isOwn"),
      notes: try fields.texts("notes", upTo: MessagingLimits.notes),
      revocationAge: try fields.optionalInteger("revocationAge"))
  }

  var values: [DatabaseValue] {
    [
      .integer(number), .identifier(author), .identifier(authorID), .text(channel), .identifier(peer), .text(type),
      .text(id), .integer(timestamp), .bytes(jti), .time(receivedAt), .text(hash), .flag(isOwn),
      .integer(revocationAge), .notes(notes), .text(content),
    ]
  }
}

extension AccountWriter {
  /// Adds a message.
  /// - Returns: its number; nil when this author's packet of this `jti` is there already.
  /// - Throws: `StoreError`.
  public func add(_ message: StoredMessage) throws -> Int64? {
    try message.insert(database, numbered: true, orIgnore: true) ? database.lastInsertedRowID : nil
  }

  /// Everything up to this number was read. The mark never goes back.
  /// - Throws: `StoreError`.
  public func markRead(upTo number: Int64) throws {
    try keepIfDamaged(ReadMark.self, "id = 1")
    let present = try ReadMark.fetchAll(database).records.first?.number ?? 0
    try ReadMark(number: max(number, present)).save(database)
  }
}
