import GRDB
import Identity
import Platform

/// A verified packet that is not taken in yet, because its author's clock is ahead.
public struct HeldPacket: Sendable, Hashable {
  public let hash: String
  /// As JSON.
  public let packet: [UInt8]
  /// Not to be looked at again before then.
  public let until: UnixTime
  public let author: AccountFingerprint
  public let receivedAt: UnixTime

  public init(hash: String, packet: [UInt8], until: UnixTime, author: AccountFingerprint, receivedAt: UnixTime) {
    self.hash = hash
    self.packet = packet
    self.until = until
    self.author = author
    self.receivedAt = receivedAt
  }
}

extension HeldPacket: KeyedRecord {
  static let table = "heldPacket"
  static let key = "hash"
  static let columns: [(name: String, isText: Bool)] = [
    ("hash", true), ("until", false), ("author", true), ("receivedAt", false), ("packet", false),
  ]
  static let limits = ["hash": 128, "packet": MessagingLimits.packet]

  static func decode(_ fields: RowFields) throws -> HeldPacket {
    HeldPacket(
      hash: try fields.text("hash"), packet: try fields.blob("packet"), until: try fields.time("until"),
      author: try fields.identifier("author", AccountFingerprint.self), receivedAt: try fields.time("receivedAt"))
  }

  var values: [DatabaseValue] {
    [.text(hash), .time(until), .identifier(author), .time(receivedAt), .bytes(packet)]
  }
}

extension AccountDatabase {
  /// Those whose time has come, the longest due first.
  /// - Throws: `StoreError`.
  public func heldPackets(due now: UnixTime, limit: Int) throws -> [HeldPacket] {
    try load(HeldPacket.self, where: "until <= ?", arguments: [now.seconds], order: "until", limit: limit)
  }

  /// How many there are.
  /// - Throws: `StoreError`.
  public func heldPacketCount() throws -> Int {
    try read { try Int($0.integer("SELECT count(*) FROM heldPacket") ?? 0) }
  }
}

extension AccountWriter {
  /// Keeps a packet for later; one that is kept already waits until the later time.
  /// - Returns: false when its author, or all together, have as many as may be: `MessagingLimits`.
  /// - Throws: `StoreError`.
  public func hold(_ packet: HeldPacket) throws -> Bool {
    try keepIfDamaged(HeldPacket.self, "hash = ?", [packet.hash])
    let present = try HeldPacket.fetchAll(database, where: "hash = ?", arguments: [packet.hash]).records
    if let kept = present.first {
      // Its first sight stays.
      if kept.until < packet.until {
        try HeldPacket(
          hash: kept.hash, packet: kept.packet, until: packet.until, author: kept.author, receivedAt: kept.receivedAt
        ).save(database)
      }
      return true
    }
    let count = try database.integer("SELECT count(*) FROM heldPacket") ?? 0
    let ofOne = try database.integer("SELECT count(*) FROM heldPacket WHERE author = ?", [packet.author.text]) ?? 0
    guard count < MessagingLimits.held, ofOne < MessagingLimits.heldOfOne else { return false }
    try packet.save(database)
    return true
  }

  /// It was looked at again.
  /// - Parameter until: only if it was to wait until then; one that waits anew stays.
  /// - Throws: `StoreError`.
  public func removeHeldPacket(_ hash: String, until: UnixTime? = nil) throws {
    try keepIfDamaged(HeldPacket.self, "hash = ?", [hash])
    try database.execute(
      sql: "DELETE FROM heldPacket WHERE hash = ? AND until <= ?", arguments: [hash, until?.seconds ?? .max])
  }
}
