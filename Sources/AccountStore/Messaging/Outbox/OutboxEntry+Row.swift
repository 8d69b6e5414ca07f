import GRDB
import Identity
import Platform

extension OutboxEntry: KeyedRecord {
  static let table = "outbox"
  static let key = "number"
  static let columns: [(name: String, isText: Bool)] = [
    ("number", false), ("packetHash", true), ("recipient", true), ("peer", true), ("kind", true), ("jti", false),
    ("createdAt", false), ("notBefore", false), ("attempts", false), ("state", true),
    ("sentThrough", true), ("tried", true), ("sentAt", false), ("confirmedAt", false), ("lastError", true),
    ("expiresAt", false), ("packet", false),
  ]
  static let limits = [
    "packetHash": 128, "packet": MessagingLimits.packet, "recipient": 16 << 10, "jti": 64, "sentThrough": 1024,
    "tried": 16 << 10, "lastError": 4096,
  ]

  static func decode(_ fields: RowFields) throws -> OutboxEntry {
    OutboxEntry(
      number: try fields.integer("number"), packetHash: try fields.text("packetHash"),
      packet: try fields.blob("packet"), recipient: try fields.text("recipient"),
      to: try fields.optionalIdentifier("peer", JamiID.self), kind: try fields.name("kind", Kind.self),
      jti: try fields.optionalBytes("jti", MessagingLimits.number), createdAt: try fields.time("createdAt"),
      notBefore: try fields.time("notBefore"), attempts: try fields.count("attempts"),
      state: try fields.name("state", State.self), sentThrough: try fields.optionalText("sentThrough"),
      tried: try fields.texts("tried", upTo: MessagingLimits.relays), sentAt: try fields.optionalTime("sentAt"),
      confirmedAt: try fields.optionalTime("confirmedAt"), lastError: try fields.optionalText("lastError"),
      expiresAt: try fields.time("expiresAt"))
  }

  var values: [DatabaseValue] {
    [
      .integer(number), .text(packetHash), .text(recipient), .identifier(to),
      .text(kind.rawValue), .bytes(jti), .time(createdAt), .time(notBefore), .integer(attempts),
      .text(state.rawValue), .text(sentThrough), .texts(Array(tried.suffix(MessagingLimits.relays))), .time(sentAt),
      .time(confirmedAt), .sentence(lastError), .time(expiresAt), .bytes(state == .confirmed ? [] : packet),
    ]
  }
}
