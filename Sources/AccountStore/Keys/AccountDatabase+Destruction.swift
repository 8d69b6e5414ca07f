import GRDB
import Platform

extension AccountWriter {
  /// Takes the private half out of every key's record, whatever state it is in, and retires it. What a key on a token
  /// has there is its address, which stays.
  /// - Throws: `StoreError`.
  func destroyKeys(at now: UnixTime) throws {
    try database.execute(sql: "PRAGMA secure_delete = ON")
    try database.execute(
      sql: "UPDATE accountKey SET sealed = x'', retiredAt = coalesce(retiredAt, ?)", arguments: [now.seconds])
    try forgetDamagedKeys()
  }

  /// The same for this device's own keys alone.
  /// - Throws: `StoreError`.
  public func destroyOwnKeys(at now: UnixTime) throws {
    try database.execute(sql: "PRAGMA secure_delete = ON")
    try database.execute(
      sql: """
        UPDATE accountKey SET sealed = x'', retiredAt = coalesce(retiredAt, ?) WHERE purpose IN ('signing', 'wrap')
        """, arguments: [now.seconds])
  }

  /// A key is off its token.
  /// - Throws: `StoreError`.
  public func forgetToken(of key: StoredKey) throws {
    try database.execute(
      sql: "UPDATE accountKey SET token = NULL, lacksPSS = 0 WHERE purpose = ? AND generation = ?",
      arguments: [key.purpose.rawValue, key.generation])
  }

  /// Records of keys that could not be read are in quarantine, with all of their bytes. Deliberate: the one exception
  /// from the rule that nothing of it is ever changed.
  private func forgetDamagedKeys() throws {
    let trigger = "quarantine_is_never_changed"
    let sql = try String.fetchOne(
      database, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", arguments: [trigger])
    if sql != nil { try database.execute(sql: "DROP TRIGGER \(trigger)") }
    try database.execute(
      sql: "UPDATE quarantine SET content = CAST('[]' || number AS BLOB) WHERE source = ?",
      arguments: [StoredKey.table])
    if let sql { try database.execute(sql: sql) }
  }
}

extension AccountDatabase {
  /// Writes the file anew from the records that are in it, and empties its log: what was changed or removed leaves no
  /// bytes in either.
  /// - Throws: `StoreError.databaseFailed`, also where somebody reads for so long that the log cannot be emptied.
  func scrub() throws {
    try withoutTransaction { database in
      try database.execute(sql: "PRAGMA secure_delete = ON")
      try database.execute(sql: "VACUUM")
      let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      guard let busy = row.flatMap({ Int.fromDatabaseValue($0[0]) }), busy == 0 else {
        throw StoreError(.databaseFailed, "the log of \(path) cannot be emptied while somebody reads")
      }
    }
  }
}
