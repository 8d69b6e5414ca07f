import GRDB
import Identity
import Platform

/// A packet that was opened and did not pass: what its owner is told, and nobody else.
public struct RefusedPacket: Sendable, Hashable {
  /// 0 before it is stored.
  public let number: Int64
  public let hash: String
  public let at: UnixTime
  /// Who it said it was from.
  public let claimed: JamiID?
  /// The policies that failed; of more than `MessagingLimits.notes` the first.
  public let failures: [String]

  public init(number: Int64 = 0, hash: String, at: UnixTime, claimed: JamiID?, failures: [String]) {
    self.number = number
    self.hash = hash
    self.at = at
    self.claimed = claimed
    self.failures = failures
  }
}

extension RefusedPacket: KeyedRecord {
  static let table = "refusedPacket"
  static let key = "number"
  static let columns: [(name: String, isText: Bool)] = [
    ("number", false), ("hash", true), ("at", false), ("claimed", true), ("failures", true),
  ]
  static let limits = ["hash": 128, "failures": 512 << 10]

  static func decode(_ fields: RowFields) throws -> RefusedPacket {
    RefusedPacket(
      number: try fields.integer("number"), hash: try fields.text("hash"), at: try fields.time("at"),
      claimed: try fields.optionalIdentifier("claimed", JamiID.self),
      failures: try fields.texts("failures", upTo: MessagingLimits.notes))
  }

  var values: [DatabaseValue] {
    [
      .integer(number), .text(hash), .time(at), .identifier(claimed), .notes(failures),
    ]
  }
}

extension AccountDatabase {
  /// The newest, newest first.
  /// - Throws: `StoreError`.
  public func refusedPackets(limit: Int = MessagingLimits.refused) throws -> [RefusedPacket] {
    try load(RefusedPacket.self, order: "number DESC", limit: limit)
  }

  /// How many there are.
  /// - Throws: `StoreError`.
  public func refusedPacketCount() throws -> Int {
    try read { try Int($0.integer("SELECT count(*) FROM refusedPacket") ?? 0) }
  }
}

extension AccountWriter {
  /// Remembers one; the oldest of more than `MessagingLimits.refused` goes.
  /// - Throws: `StoreError`.
  public func add(_ packet: RefusedPacket) throws {
    try packet.insert(database, numbered: true)
    let oldest = database.lastInsertedRowID - Int64(MessagingLimits.refused)
    try keepIfDamaged(RefusedPacket.self, "number <= ?", [oldest])
    try database.execute(sql: "DELETE FROM refusedPacket WHERE number <= ?", arguments: [oldest])
  }
}
