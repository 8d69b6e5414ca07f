import Files
import GRDB
import Identity
import Platform

/// An account's database: what it is, its devices, contacts, revocations and history.
///
/// SQLite through GRDB, in WAL mode with `synchronous = FULL`: what a write returned from is on the disk. Calls block;
/// they may come from any thread. Every record is read on its own: one that is damaged goes into quarantine byte for
/// byte, and the others load.
public final class AccountDatabase: Sendable {
  public let path: String
  private let pool: DatabasePool

  private init(path: String) throws {
    self.path = path
    pool = try inStoreWords(path) {
      let pool = try DatabasePool(path: path, configuration: Self.configuration)
      // Not in `prepareDatabase`: GRDB sets NORMAL for the writer after it, when it turns WAL on.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      try DatabaseSchema.migrator.migrate(pool)
      return pool
    }
  }

  /// Opens a database that is there, and brings it up to this version.
  /// - Throws: `StoreError.accountDamaged` when it is missing; `databaseDamaged`, `databaseFailed`.
  public static func open(_ path: String) throws -> AccountDatabase {
    // Deliberate: SQLite would make an empty one, and an account without contacts would take the place of a lost one.
    guard FileReader.exists(path) else { throw StoreError(.accountDamaged, "the database \(path) is missing") }
    return try AccountDatabase(path: path)
  }

  /// Makes a database where none is.
  /// - Throws: `FileError`, `StoreError.databaseFailed`.
  public static func create(_ path: String) throws -> AccountDatabase {
    // SQLite gives a new file the process's usual mode; an empty one that is there keeps its 0600, and its log as well.
    try AtomicFile.create(path, with: [])
    return try AccountDatabase(path: path)
  }

  /// Closes it and folds its log into it. Needed before its folder moves.
  /// - Throws: `StoreError.databaseFailed`.
  public func close() throws {
    // GRDB closes the writer first, and the readers, which are left, may not fold the log in: so they go before.
    pool.releaseMemory()
    try inStoreWords(path) { try pool.close() }
  }

  /// The account's own record.
  /// - Throws: `StoreError.accountDamaged` when it is missing or unreadable; `databaseDamaged`, `databaseFailed`.
  public func account() throws -> StoredAccount {
    guard let account = try load(StoredAccount.self).first else {
      throw StoreError(
        .accountDamaged, "the account's own record in \(path) is missing or unreadable",
        hint: "`signet doctor` says more; the archive beside it still restores the account")
    }
    return account
  }

  /// Every device, oldest record first.
  /// - Throws: `StoreError`.
  public func devices() throws -> [Device] { try load(StoredDevice.self).map(\.device) }

  /// - Throws: `StoreError.deviceNotFound` and others.
  public func device(_ id: DeviceID) throws -> Device {
    guard let device = try devices().first(where: { $0.id == id }) else {
      throw StoreError(.deviceNotFound, "the account has no device \(id)", hint: "`signet device list` shows them")
    }
    return device
  }

  /// Every revocation ever verified for the account.
  /// - Throws: `StoreError`.
  public func revocations(of account: AccountFingerprint) throws -> RevocationSet {
    StoredRevocation.set(of: try load(StoredRevocation.self), account: account)
  }

  /// The history, oldest first.
  /// - Parameters:
  ///   - number: only what came after the event of this number.
  ///   - limit: most events.
  /// - Throws: `StoreError`.
  public func events(after number: Int64 = 0, limit: Int = 10_000) throws -> [AccountEvent] {
    Array(try load(AccountEvent.self, where: "number > ?", arguments: [number]).prefix(limit))
  }

  /// The last event of a kind; nil where there is none.
  /// - Throws: `StoreError`.
  public func lastEvent(_ kind: AccountEvent.Kind) throws -> AccountEvent? {
    try load(AccountEvent.self, where: "kind = ?", arguments: [kind.rawValue], order: "number DESC", limit: 1).first
  }

  /// Whether the history has the mark of a journaled operation: then it happened.
  /// - Throws: `StoreError`.
  public func happened(_ operation: String) throws -> Bool {
    try inStoreWords(path) {
      try pool.read { database in
        try Row.fetchOne(database, sql: "SELECT 1 FROM event WHERE operation = ?", arguments: [operation]) != nil
      }
    }
  }

  /// Everything that could not be read so far, with its bytes.
  /// - Throws: `StoreError`.
  public func quarantine() throws -> [QuarantinedRecord] { try load(QuarantinedRecord.self) }

  /// Reads every record once, so that what is damaged is noticed, and lists it.
  /// - Throws: `StoreError`.
  public func inspect() throws -> [Finding] {
    _ = try load(StoredAccount.self)
    _ = try load(StoredDevice.self)
    _ = try load(StoredCertificate.self)
    _ = try load(StoredContact.self)
    _ = try load(StoredRevocation.self)
    _ = try load(StoredKey.self)
    _ = try load(StoredRecoveryKit.self)
    _ = try load(AccountEvent.self)
    try inspectMessaging()
    try inspectLogs()
    return try quarantine().map(\.finding)
  }

  /// One transaction: all of it or nothing.
  /// - Throws: `StoreError`, and what `body` throws; then nothing has changed.
  @discardableResult
  public func write<Result>(_ body: (AccountWriter) throws -> Result) throws -> Result {
    try inStoreWords(path) { try pool.write { try body(AccountWriter(database: $0)) } }
  }

  func load<Record: StoredRecord>(
    _: Record.Type, where condition: String = "1", arguments: StatementArguments = [], order: String = "rowid",
    limit: Int = .max
  ) throws -> [Record] {
    let (records, damaged) = try read {
      try Record.fetchAll($0, where: condition, arguments: arguments, order: order, limit: limit)
    }
    try keep(damaged)
    return records
  }

  /// Reads every record of a kind once, holding one at a time, so that what is damaged is noticed.
  func check<Record: StoredRecord>(_: Record.Type) throws { try keep(read { try Record.scan($0) { _ in true } }) }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try inStoreWords(path) { try pool.read(body) }
  }

  func withoutTransaction(_ body: (Database) throws -> Void) throws {
    try inStoreWords(path) { try pool.writeWithoutTransaction(body) }
  }

  private func keep(_ damaged: [DamagedRecord]) throws {
    guard !damaged.isEmpty else { return }
    try inStoreWords(path) {
      // Reentrant: a caller may read in the middle of its own write.
      try pool.unsafeReentrantWrite { database in for record in damaged { try record.keep(database) } }
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = 3
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA recursive_triggers = ON")
    }
    return configuration
  }
}
