import GRDB
import Platform

/// A packet that was looked at, whatever became of it: not to be opened a second time.
struct SeenPacket {
  let hash: String
  let at: UnixTime
}

extension SeenPacket: KeyedRecord {
  static let table = "seenPacket"
  static let key = "hash"
  static let columns: [(name: String, isText: Bool)] = [("hash", true), ("at", false)]
  static let limits = ["hash": 128]

  static func decode(_ fields: RowFields) throws -> SeenPacket {
    SeenPacket(hash: try fields.text("hash"), at: try fields.time("at"))
  }

  var values: [DatabaseValue] { [.text(hash), .time(at)] }
}

extension AccountDatabase {
  /// - Parameter hash: what `AccountWriter.markSeen` was given.
  /// - Throws: `StoreError`.
  public func isSeen(hash: String) throws -> Bool { try !seen(among: [hash]).isEmpty }

  /// Those of them that were looked at.
  /// - Throws: `StoreError`.
  public func seen(among hashes: some Sequence<String>) throws -> Set<String> {
    try read { database in
      let statement = try database.cachedStatement(sql: "SELECT 1 FROM seenPacket WHERE hash = ?")
      return Set(try hashes.filter { try Row.fetchOne(statement, arguments: [$0]) != nil })
    }
  }
}

extension AccountWriter {
  /// Remembers that a packet was looked at.
  /// - Parameter hash: of all that makes the packet: a message's hash alone would let whoever spreads it first with a
  ///   false signature keep the true one out.
  /// - Throws: `StoreError`.
  public func markSeen(hash: String, at: UnixTime) throws {
    try SeenPacket(hash: hash, at: at).insert(database, orIgnore: true)
  }

  /// Forgets those that were looked at before then.
  /// - Throws: `StoreError`.
  public func forgetSeen(before: UnixTime) throws {
    try keepIfDamaged(SeenPacket.self, "at < ?", [before.seconds])
    try database.execute(sql: "DELETE FROM seenPacket WHERE at < ?", arguments: [before.seconds])
  }
}
