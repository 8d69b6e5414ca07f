/// The tables of logs, of this account and of contacts: migration 6. A migration that was ever shipped is never changed.
///
/// Rows are only ever added. An entry that gains a signature, and a copy that is damaged, get another row beside them.
enum LogSchema {
  static let tables = [logs, guards].joined(separator: "\n")

  private static let logs = """
    -- account: the first account key; genesis: as pinned
    CREATE TABLE accountLog (
      account TEXT NOT NULL,
      genesis BLOB NOT NULL,
      isOwn INTEGER NOT NULL,
      UNIQUE (account, genesis, isOwn)
    );
    CREATE TABLE logKey (
      account TEXT NOT NULL,
      keyId TEXT NOT NULL,
      spki BLOB NOT NULL,
      UNIQUE (account, keyId, spki)
    );
    -- digest: of sights and entry
    CREATE TABLE logEntry (
      account TEXT NOT NULL,
      statement TEXT NOT NULL,
      sights BLOB NOT NULL,
      digest BLOB NOT NULL,
      entry BLOB NOT NULL,
      UNIQUE (account, statement, sights, digest)
    );
    CREATE TABLE logRevocation (
      account TEXT NOT NULL,
      keyId TEXT NOT NULL,
      at INTEGER NOT NULL,
      UNIQUE (account, keyId, at)
    );
    -- not checked yet, since their signers are not known; those that are known leave again
    CREATE TABLE logWaiting (
      account TEXT NOT NULL,
      digest TEXT NOT NULL,
      entry BLOB NOT NULL,
      UNIQUE (account, digest)
    );
    """

  /// REPLACE counts as a deletion because connections are opened with `recursive_triggers`.
  private static let guards = ["accountLog", "logKey", "logEntry", "logRevocation"].map { table in
    """
    CREATE TRIGGER \(table)_is_never_deleted BEFORE DELETE ON \(table)
    BEGIN SELECT RAISE(ABORT, '\(table) entries are never deleted'); END;
    CREATE TRIGGER \(table)_is_never_changed BEFORE UPDATE ON \(table)
    BEGIN SELECT RAISE(ABORT, '\(table) entries are never changed'); END;
    """
  }.joined(separator: "\n")
}
