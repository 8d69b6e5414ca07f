import Files
import FoundationEssentials
import GRDB
import GRDBSQLite
import Jasper
import Platform
import Synchronization

/// Packets in one SQLite file, in WAL mode with `synchronous = FULL`: what was committed survives a power cut.
///
/// There is no index on disk beside the numbers. The one in memory finds packets, so that a new one is an append.
final class SQLiteStore: PacketStore {
  private let path: String
  private let pool: DatabasePool
  private let checkpointer: Checkpointer
  private let lock: Mutex<FileLock?>

  /// Opens the file, or makes it with mode 0600.
  /// - Throws: `RelayError.storeInUse`, `storeFailed`.
  init(path: String) throws(RelayError) {
    self.path = path
    do {
      lock = Mutex(try FileLock(path: path + ".lock"))
    } catch {
      guard error.kind == .lockHeld else { throw RelayError(.storeFailed, error.reason, hint: error.hint) }
      throw RelayError(.storeInUse, "another process has the store \(path)")
    }
    do {
      // SQLite gives a new file the process's usual mode; an empty one that is there keeps its 0600, and its log too.
      if !FileReader.exists(path) { try AtomicFile.create(path, with: []) }
      pool = try DatabasePool(path: path, configuration: Self.configuration)
      // Not in `prepareDatabase`: GRDB sets NORMAL for the writer after it, when it turns WAL on.
      try pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: Self.schema)
      }
      checkpointer = try Checkpointer(path: path, configuration: Self.configuration)
      pool.writeWithoutTransaction { checkpointer.watch($0) }
    } catch {
      throw Self.failure(error, path)
    }
  }

  func load(packet: (Int64, PacketRecord) -> Void, expired: (ExpiredHash) -> Void) throws(RelayError) {
    do {
      try pool.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT number, hash, recipient, signature, firstSeen, source, length(body) FROM packet ORDER BY number
            """)
        while let row = try rows.next() {
          guard let record = Self.record(row) else { continue }
          packet(row[0], record)
        }
        let marks = try Row.fetchCursor(database, sql: "SELECT hash, until FROM expired ORDER BY until")
        while let row = try marks.next() {
          guard let hash = SHA256Digest(bytes: row[0] as Data) else { continue }
          expired(ExpiredHash(hash: hash, until: UnixTime(seconds: row[1])))
        }
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  func commit(_ batch: StoreBatch) throws(RelayError) {
    do {
      try pool.writeWithoutTransaction { try checkpointer.tend($0) }
      try pool.write { database in
        if !batch.added.isEmpty { try PacketInsertion(database).insert(batch.added) }
        let delete = try database.cachedStatement(sql: "DELETE FROM packet WHERE number = ?")
        for number in batch.removed { try delete.execute(arguments: [number]) }
        let remember = try database.cachedStatement(sql: "INSERT OR REPLACE INTO expired (hash, until) VALUES (?, ?)")
        for mark in batch.expired { try remember.execute(arguments: [Data(mark.hash.bytes), mark.until.seconds]) }
        let forget = try database.cachedStatement(sql: "DELETE FROM expired WHERE hash = ?")
        for hash in batch.forgotten { try forget.execute(arguments: [Data(hash.bytes)]) }
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  func bodies(of numbers: [Int64]) throws(RelayError) -> [[UInt8]] {
    do {
      return try pool.read { database in
        let select = try database.cachedStatement(sql: "SELECT body FROM packet WHERE number = ?")
        return try numbers.compactMap { number in
          try Row.fetchOne(select, arguments: [number]).flatMap { row in
            try row.withUnsafeData(atIndex: 0) { $0.map { Array($0) } }
          }
        }
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  func servers() throws(RelayError) -> [String] {
    do {
      return try pool.read { try String.fetchAll($0, sql: "SELECT url FROM server ORDER BY url") }
    } catch {
      throw Self.failure(error, path)
    }
  }

  func keep(servers: [String]) throws(RelayError) {
    do {
      try pool.write { database in
        try database.execute(sql: "DELETE FROM server")
        let insert = try database.cachedStatement(sql: "INSERT OR IGNORE INTO server (url) VALUES (?)")
        for url in servers { try insert.execute(arguments: [url]) }
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  func warnings() -> [String] { [] }

  func close() {
    checkpointer.close()
    // Readers first: the writer, when it is last, folds the log in.
    pool.releaseMemory()
    try? pool.close()  // everything acknowledged is in the log already
    lock.withLock { $0 = nil }
  }

  private static func record(_ row: Row) -> PacketRecord? {
    guard let hash = SHA256Digest(bytes: row[1] as Data), let recipient = SHA256Digest(bytes: row[2] as Data),
      let signature = SHA256Digest(bytes: row[3] as Data)
    else { return nil }
    return PacketRecord(
      hash: hash, recipient: recipient, signature: signature, firstSeen: UnixTime(seconds: row[4]), size: row[6],
      source: PacketSource(stored: Array(row[5] as Data)))
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      // Counts for a new file only. Three packets to a page, not one and a half pages to a packet.
      try database.execute(sql: "PRAGMA page_size = 16384")
    }
    return configuration
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS packet (
      number INTEGER PRIMARY KEY, hash BLOB NOT NULL, recipient BLOB NOT NULL, signature BLOB NOT NULL,
      firstSeen INTEGER NOT NULL, source BLOB NOT NULL, body BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS expired (hash BLOB PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS server (url TEXT PRIMARY KEY) WITHOUT ROWID;
    """

  private static func failure(_ error: any Error, _ path: String) -> RelayError {
    if let own = error as? RelayError { return own }
    guard let error = error as? DatabaseError else {
      let coded = error as? any CodedError
      return RelayError(.storeFailed, coded?.reason ?? "the store \(path) failed", hint: coded?.hint)
    }
    let text = error.message ?? "result code \(error.resultCode.rawValue)"
    if error.resultCode == .SQLITE_FULL { return RelayError(.storeFull, "the store \(path) cannot grow: \(text)") }
    return RelayError(.storeFailed, "the store \(path) refused: \(text)")
  }
}
