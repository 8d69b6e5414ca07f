import GRDB
import Platform

extension StoredRelay: KeyedRecord {
  static let table = "relay"
  static let key = "url"
  static let columns: [(name: String, isText: Bool)] = [
    ("url", true), ("origin", true), ("addedAt", false), ("isRemoved", false), ("successes", false),
    ("failures", false), ("losses", false), ("score", false), ("scoredAt", false), ("load", false),
    ("lastTriedAt", false), ("lastAnsweredAt", false), ("failingSince", false), ("learnedFrom", true),
    ("capabilities", true), ("lastError", true),
  ]
  static let limits = ["url": 1024, "learnedFrom": 1024, "capabilities": 16 << 10, "lastError": 4096]

  static func decode(_ fields: RowFields) throws -> StoredRelay {
    StoredRelay(
      url: try fields.text("url"), origin: try fields.name("origin", Origin.self),
      addedAt: try fields.time("addedAt"), isRemoved: try fields.flag("isRemoved"),
      successes: try fields.count("successes"), failures: try fields.count("failures"),
      losses: try fields.count("losses"), score: try fields.real("score", 0...1),
      scoredAt: try fields.optionalTime("scoredAt"), load: try fields.optionalReal("load", 0...1),
      lastTriedAt: try fields.optionalTime("lastTriedAt"), lastAnsweredAt: try fields.optionalTime("lastAnsweredAt"),
      failingSince: try fields.optionalTime("failingSince"), learnedFrom: try fields.optionalText("learnedFrom"),
      capabilities: try fields.texts("capabilities", upTo: MessagingLimits.capabilities),
      lastError: try fields.optionalText("lastError"))
  }

  /// What a relay tells of its load is its own word: brought into range here.
  var values: [DatabaseValue] {
    [
      .text(url), .text(origin.rawValue), .time(addedAt), .flag(isRemoved), .integer(successes), .integer(failures),
      .integer(losses), .real(Self.share(score)), .time(scoredAt), .real(load.map(Self.share)), .time(lastTriedAt),
      .time(lastAnsweredAt), .time(failingSince), .text(learnedFrom),
      .texts(capabilities.prefix(MessagingLimits.capabilities).map { $0.cut(to: 60) }), .sentence(lastError),
    ]
  }

  /// A number that is none counts as 1.
  private static func share(_ number: Double) -> Double { number.isNaN ? 1 : min(1, max(0, number)) }
}

extension AccountDatabase {
  /// All relays, the removed ones too, the oldest record first.
  /// - Throws: `StoreError`.
  public func relays() throws -> [StoredRelay] { try load(StoredRelay.self) }

  /// - Throws: `StoreError`.
  public func relay(_ url: String) throws -> StoredRelay? {
    try load(StoredRelay.self, where: "url = ?", arguments: [url]).first
  }
}

extension AccountWriter {
  /// Adds a relay, or replaces the record of its URL.
  ///
  /// Only the person brings back what the person removed, and only the person adds beyond
  /// `MessagingLimits.learnedRelays`.
  /// - Returns: whether it was written.
  /// - Throws: `StoreError`.
  @discardableResult
  public func save(_ relay: StoredRelay) throws -> Bool {
    try keepIfDamaged(StoredRelay.self, "url = ?", [relay.url])
    if relay.origin != .user, !relay.isRemoved {
      let present = try StoredRelay.fetchAll(database, where: "url = ?", arguments: [relay.url]).records.first
      if let present {
        guard !present.isRemoved else { return false }
      } else {
        let sql = "SELECT count(*) FROM relay WHERE origin = ? AND isRemoved = 0"
        let count = try database.integer(sql, [relay.origin.rawValue]) ?? 0
        guard count < MessagingLimits.learnedRelays else { return false }
      }
    }
    try relay.save(database)
    return true
  }

  /// Forgets a relay altogether, its tombstone too.
  /// - Throws: `StoreError`.
  public func remove(relay url: String) throws {
    try keepIfDamaged(StoredRelay.self, "url = ?", [url])
    try database.execute(sql: "DELETE FROM relay WHERE url = ?", arguments: [url])
  }
}
