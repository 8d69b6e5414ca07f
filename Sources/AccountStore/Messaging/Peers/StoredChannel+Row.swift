import GRDB
import Identity
import Platform

extension StoredChannel: KeyedRecord {
  /// Migration 5. The default is no nonce: a row that has none is not read.
  static let nonceColumn = "ALTER TABLE channel ADD COLUMN nonce BLOB NOT NULL DEFAULT x''"

  static let table = "channel"
  static let key = "channelId"
  static let columns: [(name: String, isText: Bool)] = [
    ("channelId", true), ("name", true), ("owner", true), ("ownerId", true), ("members", true), ("version", false),
    ("statement", false), ("isLeft", false), ("nonce", false),
  ]
  static let limits = [
    "channelId": 128, "name": 4096, "members": 256 << 10, "statement": 64, "nonce": MessagingLimits.nonce,
  ]

  static func decode(_ fields: RowFields) throws -> StoredChannel {
    StoredChannel(
      id: try fields.text("channelId"), name: try fields.text("name"),
      owner: try fields.identifier("owner", AccountFingerprint.self),
      ownerID: try fields.identifier("ownerId", JamiID.self),
      members: try fields.list("members", of: Member.self, upTo: MessagingLimits.members),
      nonce: try fields.bytes("nonce", MessagingLimits.nonce...MessagingLimits.nonce),
      version: try fields.integer("version"), number: try fields.bytes("statement", MessagingLimits.number),
      isLeft: try fields.flag("isLeft"))
  }

  var values: [DatabaseValue] {
    [
      .text(id), .text(name), .identifier(owner), .identifier(ownerID), .json(members), .integer(version),
      .bytes(number), .flag(isLeft), .bytes(nonce),
    ]
  }
}

extension AccountDatabase {
  /// All groups, the oldest record first.
  /// - Throws: `StoreError`.
  public func channels() throws -> [StoredChannel] { try load(StoredChannel.self) }

  /// - Throws: `StoreError`.
  public func channel(_ id: String) throws -> StoredChannel? {
    try load(StoredChannel.self, where: "channelId = ?", arguments: [id]).first
  }
}

extension AccountWriter {
  /// Adds a group, or replaces the record of its ID.
  /// - Throws: `StoreError`; `recordTooLarge` for too many members.
  public func save(_ channel: StoredChannel) throws {
    guard channel.members.count <= MessagingLimits.members else {
      throw StoreError(
        .recordTooLarge, "the group has \(channel.members.count) members; \(MessagingLimits.members) is the limit")
    }
    try keepIfDamaged(StoredChannel.self, "channelId = ?", [channel.id])
    try channel.save(database)
  }
}
