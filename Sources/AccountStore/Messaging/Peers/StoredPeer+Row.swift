import FoundationEssentials
import GRDB
import Identity
import Platform

extension StoredPeer: KeyedRecord {
  static let table = "peer"
  static let key = "peerId"
  static let columns: [(name: String, isText: Bool)] = [
    ("peerId", true), ("name", true), ("accountKey", false), ("pin", true), ("genesis", false),
    ("otherGenesis", false), ("isInvited", false), ("receiveKey", true), ("generation", false), ("relays", true),
    ("cardIssued", false), ("cardPacket", false), ("cardSeenAt", false), ("cardTriedAt", false),
    ("verifiedAt", false), ("certificates", true), ("createdAt", false),
  ]
  static let limits = [
    "name": 4096, "accountKey": 16 << 10, "genesis": 64, "otherGenesis": 64, "receiveKey": 16 << 10,
    "relays": 16 << 10, "cardPacket": MessagingLimits.packet, "certificates": 256 << 10,
  ]

  static func decode(_ fields: RowFields) throws -> StoredPeer {
    let certificates = try fields.texts("certificates", upTo: MessagingLimits.certificates)
    return StoredPeer(
      id: try fields.identifier("peerId", JamiID.self), name: try fields.optionalText("name"),
      accountKey: try fields.optionalBlob("accountKey"),
      pin: try fields.optionalIdentifier("pin", AccountFingerprint.self), genesis: try fields.optionalBlob("genesis"),
      otherGenesis: try fields.optionalBlob("otherGenesis"), isInvited: try fields.flag("isInvited"),
      receiveKey: try fields.optionalText("receiveKey"),
      generation: try fields.count("generation", upTo: Int(Int32.max)),
      relays: try fields.texts("relays", upTo: MessagingLimits.relays),
      cardIssued: try fields.optionalInteger("cardIssued"), cardPacket: try fields.optionalBlob("cardPacket"),
      cardSeenAt: try fields.optionalTime("cardSeenAt"), cardTriedAt: try fields.optionalTime("cardTriedAt"),
      verifiedAt: try fields.optionalTime("verifiedAt"),
      certificates: try certificates.map { text in
        guard let der = Data(base64Encoded: text) else { throw fields.unreadable("certificates", "are no base64") }
        return Array(der)
      }, createdAt: try fields.time("createdAt"))
  }

  var values: [DatabaseValue] {
    let kept = certificates.suffix(MessagingLimits.certificates).map { Data($0).base64EncodedString() }
    return [
      .identifier(id), .text(name), .bytes(accountKey), .identifier(pin), .bytes(genesis), .bytes(otherGenesis),
      .flag(isInvited), .text(receiveKey), .integer(generation),
      .texts(Array(relays.prefix(MessagingLimits.relays))), .integer(cardIssued), .bytes(cardPacket),
      .time(cardSeenAt), .time(cardTriedAt), .time(verifiedAt), .texts(kept), .time(createdAt),
    ]
  }
}

extension AccountDatabase {
  /// All peers, the oldest record first.
  /// - Throws: `StoreError`.
  public func peers() throws -> [StoredPeer] { try load(StoredPeer.self) }

  /// - Throws: `StoreError`.
  public func peer(_ id: JamiID) throws -> StoredPeer? {
    try load(StoredPeer.self, where: "peerId = ?", arguments: [id.text]).first
  }

  /// The peer whose account is pinned so; the oldest record where there are several.
  /// - Throws: `StoreError`.
  public func peer(pin: AccountFingerprint) throws -> StoredPeer? {
    try load(StoredPeer.self, where: "pin = ?", arguments: [pin.text], limit: 1).first
  }
}

extension AccountWriter {
  /// Adds a peer, or replaces the record of its ID.
  /// - Throws: `StoreError`.
  public func save(_ peer: StoredPeer) throws {
    try keepIfDamaged(StoredPeer.self, "peerId = ?", [peer.id.text])
    try peer.save(database)
  }

  /// Forgets a peer; its messages stay.
  /// - Throws: `StoreError`.
  public func remove(peer id: JamiID) throws {
    try keepIfDamaged(StoredPeer.self, "peerId = ?", [id.text])
    try database.execute(sql: "DELETE FROM peer WHERE peerId = ?", arguments: [id.text])
  }
}
