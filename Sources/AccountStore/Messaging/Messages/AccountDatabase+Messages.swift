import FoundationEssentials
import GRDB
import Identity
import Platform

extension AccountDatabase {
  /// Whether a packet of this author with this number was taken in.
  /// - Throws: `StoreError`.
  public func hasSeen(jti: [UInt8], author: AccountFingerprint) throws -> Bool {
    let sql = "SELECT 1 FROM message WHERE author = ? AND jti = ?"
    return try read { database in
      try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [author.text, Data(jti)]) != nil
    }
  }

  /// The number (`jti`) of the packet whose message has this name: of several the first by timestamp, then number. Nil
  /// when the name is free.
  /// - Throws: `StoreError`.
  public func holder(author: AccountFingerprint, channel: String, id: String) throws -> [UInt8]? {
    try load(
      StoredMessage.self,
      where: "author = ? AND channel = CAST(? AS TEXT) AND messageId = CAST(? AS TEXT) AND type = 'MESSAGE'",
      arguments: [author.text, Data(channel.utf8), Data(id.utf8)], order: "timestamp, jti", limit: 1
    ).first?.jti
  }

  /// What came after the message of this number, in the order of arrival.
  /// - Throws: `StoreError`.
  public func messages(after number: Int64, limit: Int) throws -> [StoredMessage] {
    try load(StoredMessage.self, where: "number > ?", arguments: [number], limit: limit)
  }

  /// The newest of the conversation with a peer, in the order of arrival.
  /// - Throws: `StoreError`.
  public func conversation(peer: JamiID, limit: Int = .max) throws -> [StoredMessage] {
    try newest("peer = ?", [peer.text], limit)
  }

  /// The newest of a group's conversation, in the order of arrival.
  /// - Throws: `StoreError`.
  public func conversation(channel: String, limit: Int = .max) throws -> [StoredMessage] {
    try newest("channel = ? AND peer IS NULL", [channel], limit)
  }

  /// The newest of all, in the order of arrival.
  /// - Throws: `StoreError`.
  public func latest(limit: Int) throws -> [StoredMessage] { try newest("1", [], limit) }

  /// How many messages of this author are stored.
  /// - Throws: `StoreError`.
  public func messageCount(of author: AccountFingerprint) throws -> Int {
    try read { try Int($0.integer("SELECT count(*) FROM message WHERE author = ?", [author.text]) ?? 0) }
  }

  /// The number of the newest message; 0 when there is none.
  /// - Throws: `StoreError`.
  public func lastMessageNumber() throws -> Int64 {
    try read { try $0.integer("SELECT max(number) FROM message") ?? 0 }
  }

  /// How far the messages were read; 0 when none was.
  /// - Throws: `StoreError`.
  public func readMark() throws -> Int64 { try load(ReadMark.self).first?.number ?? 0 }

  private func newest(_ condition: String, _ arguments: StatementArguments, _ limit: Int) throws -> [StoredMessage] {
    Array(
      try load(StoredMessage.self, where: condition, arguments: arguments, order: "number DESC", limit: limit)
        .reversed())
  }
}
