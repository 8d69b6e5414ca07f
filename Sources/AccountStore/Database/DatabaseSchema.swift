import GRDB

/// The tables of an account's database and how they came to be. A migration that was ever shipped is never changed.
///
/// Deliberate: few constraints. A damaged file can break them all, so every value is checked when it is read, and one
/// bad row must not keep the others from loading.
enum DatabaseSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 account, devices, contacts, revocations, events, quarantine") { database in
      try database.execute(sql: tables)
      try database.execute(sql: guards)
    }
    migrator.registerMigration("2 keys") { try $0.execute(sql: keys) }
    migrator.registerMigration("3 messaging") { try $0.execute(sql: MessagingSchema.tables) }
    migrator.registerMigration("4 drafts") { try $0.execute(sql: StoredDraft.schema) }
    migrator.registerMigration("5 nonces of groups") { try $0.execute(sql: StoredChannel.nonceColumn) }
    migrator.registerMigration("6 log") { try $0.execute(sql: LogSchema.tables) }
    migrator.registerMigration("7 recovery") { try $0.execute(sql: StoredRecoveryKit.schema) }
    migrator.registerMigration("10 token") { try $0.execute(sql: TokenPlace.columns) }
    migrator.registerMigration("12 certificates") { try $0.execute(sql: StoredCertificate.schema) }
    return migrator
  }

  /// Deliberate: keys are in the database and not in files of their own. They come, are renewed and are retired
  /// together with records, in one transaction, and they are sealed; a file beside the database could be behind it.
  private static let keys = """
    CREATE TABLE accountKey (
      purpose TEXT NOT NULL,
      generation INTEGER NOT NULL,
      keyId TEXT NOT NULL,
      publicKey BLOB NOT NULL,
      certificate BLOB,
      sealed BLOB NOT NULL,
      createdAt INTEGER NOT NULL,
      retiredAt INTEGER,
      UNIQUE (purpose, generation)
    );
    """

  private static let tables = """
    CREATE TABLE account (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      displayName TEXT NOT NULL,
      certificate BLOB NOT NULL,
      authority BLOB,
      ethereumAddress TEXT,
      createdAt INTEGER NOT NULL,
      origin TEXT NOT NULL,
      recovery TEXT NOT NULL,
      scheme TEXT NOT NULL,
      deviceId TEXT NOT NULL,
      receipt BLOB NOT NULL,
      receiptSignature BLOB NOT NULL
    );
    CREATE TABLE device (
      deviceId TEXT PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      state TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      enrolment TEXT NOT NULL,
      certificate BLOB NOT NULL
    );
    CREATE TABLE contact (
      contactId TEXT PRIMARY KEY NOT NULL,
      added INTEGER NOT NULL,
      removed INTEGER NOT NULL,
      addedMs INTEGER,
      removedMs INTEGER,
      confirmed INTEGER NOT NULL,
      banned INTEGER NOT NULL,
      conversationId TEXT NOT NULL
    );
    -- kind: serial (value: content octets), key (value: device ID), list (value: number, at: thisUpdate)
    CREATE TABLE revocation (
      kind TEXT NOT NULL,
      value BLOB NOT NULL,
      at INTEGER NOT NULL,
      UNIQUE (kind, value, at)
    );
    CREATE TABLE event (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      details TEXT NOT NULL,
      operation TEXT UNIQUE
    );
    CREATE TABLE quarantine (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      source TEXT NOT NULL,
      reason TEXT NOT NULL,
      content BLOB NOT NULL,
      UNIQUE (source, content)
    );
    """

  /// What only grows cannot be shrunk by a mistake in our own code either. REPLACE counts as a deletion because
  /// connections are opened with `recursive_triggers`.
  private static let guards = ["revocation", "event", "quarantine"].map { table in
    """
    CREATE TRIGGER \(table)_is_never_deleted BEFORE DELETE ON \(table)
    BEGIN SELECT RAISE(ABORT, '\(table) entries are never deleted'); END;
    CREATE TRIGGER \(table)_is_never_changed BEFORE UPDATE ON \(table)
    BEGIN SELECT RAISE(ABORT, '\(table) entries are never changed'); END;
    """
  }.joined(separator: "\n")
}
