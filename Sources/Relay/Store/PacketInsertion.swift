import GRDB
import GRDBSQLite
import Jasper
import Platform

/// The one statement that a relay runs very often.
///
/// Deliberate: bound by hand. A packet's bytes go from where they are into the page; as arguments of GRDB they would be
/// copied twice before.
struct PacketInsertion {
  private static let sql = """
    INSERT INTO packet (number, hash, recipient, signature, firstSeen, source, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    """

  private let database: Database
  private let statement: SQLiteStatement

  init(_ database: Database) throws {
    self.database = database
    statement = try database.cachedStatement(sql: Self.sql).sqliteStatement
  }

  /// Adds all of these packets; inside a transaction.
  /// - Throws: `DatabaseError`.
  func insert(_ packets: [(number: Int64, record: PacketRecord, body: [UInt8])]) throws {
    // What is bound lives shorter than the statement, which is kept.
    defer { sqlite3_clear_bindings(statement) }
    try withUnsafeTemporaryAllocation(byteCount: 3 * SHA256Digest.size, alignment: 8) { digests in
      for (number, record, body) in packets {
        for (index, digest) in [record.hash, record.recipient, record.signature].enumerated() {
          let start = index * SHA256Digest.size
          let place = UnsafeMutableRawBufferPointer(rebasing: digests[start..<start + SHA256Digest.size])
          digest.copy(into: place)
          bind(UnsafeRawBufferPointer(place), at: Int32(index + 2))
        }
        sqlite3_bind_int64(statement, 1, number)
        sqlite3_bind_int64(statement, 5, record.firstSeen.seconds)
        try record.source.stored.withUnsafeBytes { source in
          try body.withUnsafeBytes { body in
            bind(source, at: 6)
            bind(body, at: 7)
            let code = sqlite3_step(statement)
            sqlite3_reset(statement)
            guard code == SQLITE_DONE else {
              throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) })
            }
          }
        }
      }
    }
  }

  /// Without a copy: the bytes stay where they are until the statement has run.
  private func bind(_ bytes: UnsafeRawBufferPointer, at position: Int32) {
    sqlite3_bind_blob(statement, position, bytes.baseAddress, Int32(bytes.count), nil)
  }
}
