import GRDB
import Identity
import Platform

extension AccountDatabase {
  /// The log of an account by its first account key, as pinned; nil where none is kept. No signature is checked again.
  /// - Throws: `StoreError`.
  public func log(of account: AccountFingerprint) throws -> AccountLog? {
    let stored = try load(StoredLog.self, where: "account = ?", arguments: [account.text])
    guard let stored = stored.first(where: \.isOwn) ?? stored.first else { return nil }
    let condition = "account = ?"
    let keys = try load(StoredLogKey.self, where: condition, arguments: [account.text])
    let entries = try load(StoredLogEntry.self, where: condition, arguments: [account.text])
    let waiting = try load(StoredWaitingEntry.self, where: condition, arguments: [account.text])
    return AccountLog(
      account: account, genesis: stored.genesis, keys: keys.map(\.spki), entries: entries.map(\.entry),
      waiting: waiting.map(\.signed))
  }

  /// The first account key of the log of another account that begins so; nil where none is kept.
  /// - Throws: `StoreError`.
  public func logAccount(genesis: StatementHash) throws -> AccountFingerprint? {
    try load(StoredLog.self).first { $0.genesis == genesis && !$0.isOwn }?.account
  }

  /// This account's own log; nil in an account that has none yet.
  /// - Throws: `StoreError`.
  public func ownLog() throws -> AccountLog? {
    try load(StoredLog.self, where: "isOwn = 1").first.flatMap { try log(of: $0.account) }
  }

  /// The first account keys of all logs that are kept, this account's own among them.
  /// - Throws: `StoreError`.
  public func loggedAccounts() throws -> [AccountFingerprint] { try load(StoredLog.self).map(\.account) }

  /// Grows with every entry of any log that is kept.
  /// - Throws: `StoreError`.
  public func logVersion() throws -> Int64 {
    try read { try Int64.fetchOne($0, sql: "SELECT max(rowid) FROM logEntry") ?? 0 }
  }

  /// The keys that a contact's log ever revoked, as far as this verifier saw it.
  /// - Throws: `StoreError`.
  public func loggedRevocations(of account: AccountFingerprint) throws -> RevocationSet {
    var set = RevocationSet(account: account)
    for row in try load(StoredLogRevocation.self, where: "account = ?", arguments: [account.text]) {
      set.revoke(key: row.key, at: row.at)
    }
    return set
  }

  /// Reads every record of logs once, so that what is damaged is noticed.
  func inspectLogs() throws {
    try check(StoredLog.self)
    try check(StoredLogKey.self)
    try check(StoredLogEntry.self)
    try check(StoredLogRevocation.self)
    try check(StoredWaitingEntry.self)
  }
}

extension AccountWriter {
  /// Adds what a log has and the database lacks, and takes nothing away. The keys that it revokes stay revoked: of the
  /// account's own log in its revocations, of others in `loggedRevocations`.
  /// - Parameters:
  ///   - isOwn: whether it is this account's own log. One that was is it for good.
  ///   - now: when the revoked keys are seen to be revoked.
  /// - Throws: `StoreError`.
  public func save(_ log: AccountLog, isOwn: Bool = false, now: UnixTime) throws {
    let account = log.account
    let stored = try StoredLog.fetchAll(database, where: "account = ?", arguments: [account.text]).records
    let isOwn = isOwn || stored.contains(where: \.isOwn)
    try StoredLog(account: account, genesis: log.genesis, isOwn: isOwn).insert(database, orIgnore: true)
    let keys = try StoredLogKey.fetchAll(database, where: "account = ?", arguments: [account.text]).records
    let known = Set(keys.map(\.spki))
    for spki in log.keys.values where !known.contains(spki) {
      try StoredLogKey(account: account, spki: spki).insert(database, orIgnore: true)
    }
    let marks = try StoredLogEntry.known(database, account)
    for entry in log.entries.values.sorted(by: { $0.statement.id < $1.statement.id }) {
      let row = StoredLogEntry(account: account, entry: entry)
      if !marks.contains(row.mark) { try row.insert(database, orIgnore: true) }
    }
    try saveWaiting(log)
    try revoke(log.state(at: now).revokedKeys, of: log, isOwn: isOwn, at: now)
  }

  private func saveWaiting(_ log: AccountLog) throws {
    try database.execute(sql: "DELETE FROM logWaiting WHERE account = ?", arguments: [log.account.text])
    for signed in log.waiting {
      try StoredWaitingEntry(account: log.account, signed: signed).insert(database, orIgnore: true)
    }
  }

  private func revoke(_ keys: [KeyID], of log: AccountLog, isOwn: Bool, at now: UnixTime) throws {
    guard isOwn else {
      let rows = try StoredLogRevocation.fetchAll(
        database, where: "account = ?", arguments: [log.account.text]
      ).records
      let known = Set(rows.map(\.key))
      for key in keys where !known.contains(key) {
        try StoredLogRevocation(account: log.account, key: key, at: now).insert(database, orIgnore: true)
      }
      return
    }
    let known = Set(
      try StoredRevocation.fetchAll(database, where: "kind = 'key'").records.map(\.value))
    for key in keys where !known.contains(key.bytes) {
      try StoredRevocation(kind: .key, value: key.bytes, at: now).save(database)
    }
  }
}
