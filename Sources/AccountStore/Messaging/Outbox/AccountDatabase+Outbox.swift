import FoundationEssentials
import GRDB
import Platform

extension AccountDatabase {
  /// Those on their way whose time has come, the longest due first.
  /// - Throws: `StoreError`.
  public func outbox(due now: UnixTime, limit: Int) throws -> [OutboxEntry] {
    try load(
      OutboxEntry.self, where: "state IN ('queued', 'sent') AND notBefore <= ?", arguments: [now.seconds],
      order: "notBefore, number", limit: limit)
  }

  /// All packets of one message, in the order in which they were made.
  /// - Throws: `StoreError`.
  public func outbox(jti: [UInt8]) throws -> [OutboxEntry] {
    try load(OutboxEntry.self, where: "jti = ?", arguments: [Data(jti)], order: "number")
  }

  /// Those on their way, the oldest first.
  /// - Throws: `StoreError`.
  public func openOutbox(limit: Int = 1000) throws -> [OutboxEntry] {
    try load(OutboxEntry.self, where: "state IN ('queued', 'sent')", order: "number", limit: limit)
  }

  /// When the next one is due; nil when none is on its way.
  /// - Throws: `StoreError`.
  public func nextOutboxTime() throws -> UnixTime? {
    let sql = "SELECT min(notBefore) FROM outbox WHERE state IN ('queued', 'sent')"
    return try read { try $0.integer(sql).map { UnixTime(seconds: $0) } }
  }

  /// How many there are in each state; a state without any is not among them.
  /// - Throws: `StoreError`.
  public func outboxCounts() throws -> [OutboxEntry.State: Int] {
    try read { database in
      var counts: [OutboxEntry.State: Int] = [:]
      for state in OutboxEntry.State.allCases {
        let sql = "SELECT count(*) FROM outbox WHERE state = ?"
        if let count = try database.integer(sql, [state.rawValue]), count > 0 { counts[state] = Int(count) }
      }
      return counts
    }
  }
}

extension [OutboxEntry.State: Int] {
  /// Of the counts by state: those on their way.
  public var open: Int { self[.queued, default: 0] + self[.sent, default: 0] }
}

extension AccountWriter {
  /// Adds packets that are to be sent.
  /// - Returns: their numbers, in their order.
  /// - Throws: `StoreError`.
  @discardableResult
  public func enqueue(_ entries: some Sequence<OutboxEntry>) throws -> [Int64] {
    try entries.map { entry in
      try entry.insert(database, numbered: true)
      return database.lastInsertedRowID
    }
  }

  /// Writes what may change of an entry. A confirmed one loses its packet, and stays confirmed.
  /// - Returns: false when it is there no more, or is confirmed.
  /// - Throws: `StoreError`.
  @discardableResult
  public func update(_ entry: OutboxEntry) throws -> Bool {
    try keepIfDamaged(OutboxEntry.self, "number = ?", [entry.number])
    let changing: Set = [
      "notBefore", "attempts", "state", "sentThrough", "tried", "sentAt", "confirmedAt", "lastError",
    ]
    let changed = zip(OutboxEntry.columns, entry.values).filter { changing.contains($0.0.name) }
    var terms = changed.map { "\($0.0.name) = " + ($0.0.isText ? "CAST(? AS TEXT)" : "?") }
    var values = changed.map(\.1)
    if entry.state == .confirmed { terms.append("packet = x''") }
    values.append(.integer(entry.number))
    let sql = "UPDATE outbox SET \(terms.joined(separator: ", ")) WHERE number = ? AND state <> 'confirmed'"
    try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
    return database.changesCount > 0
  }

  /// Removes the confirmed and the failed ones whose last step was before then, and those that a relay took and that
  /// were given up before then because no other one could be asked.
  /// - Throws: `StoreError`.
  public func pruneOutbox(before: UnixTime) throws {
    let condition = """
      state IN ('confirmed', 'failed') AND max(createdAt, ifnull(sentAt, 0), ifnull(confirmedAt, 0)) < ?
      OR state = 'sent' AND expiresAt < ?
      """
    let times: StatementArguments = [before.seconds, before.seconds]
    try keepIfDamaged(OutboxEntry.self, condition, times)
    try database.execute(sql: "DELETE FROM outbox WHERE \(condition)", arguments: times)
  }
}
