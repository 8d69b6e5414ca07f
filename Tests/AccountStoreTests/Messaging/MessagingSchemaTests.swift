import GRDB
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite("The tables of messaging")
struct MessagingSchemaTests {
  private typealias Samples = MessagingSamples

  @Test func `an account of the version before gains the tables and keeps what it has`() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let tables = [
      "peer", "channel", "message", "readMark", "heldPacket", "refusedPacket", "seenPacket", "outbox", "draft", "relay",
      "cursor",
      "setting", "counter",
    ]
    let before = try folder.database()
    try before.write { writer throws in
      try writer.save(store.contacts(5))
      for table in tables { try writer.database.execute(sql: "DROP TABLE \(table)") }
      try writer.database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier GLOB '[345] *'")
      #expect(writer.database.changesCount == 3)
    }
    try before.close()
    let after = try folder.database()
    #expect(try after.contacts().count == 5 && after.account().account == new.account)
    try after.write { writer throws in
      try writer.save(Samples.peer(1))
      _ = try writer.add(Samples.message(1))
    }
    #expect(try after.peers() == [Samples.peer(1)])
    #expect(try after.inspect() == [])
    try after.close()
  }

  @Test func `a group without a nonce is not read, and its bytes are kept`() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let before = try folder.database()
    try before.write { writer throws in
      try writer.save(Samples.channel("one"))
      try writer.database.execute(sql: "ALTER TABLE channel DROP COLUMN nonce")
      try writer.database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier GLOB '5 *'")
      #expect(writer.database.changesCount == 1)
    }
    try before.close()
    let after = try folder.database()
    #expect(try after.channels().isEmpty && after.channel("one") == nil)
    #expect(try after.quarantine().map(\.reason) == ["nonce has 0 bytes"])
    try after.write { try $0.save(Samples.channel("two")) }
    #expect(try after.channels() == [Samples.channel("two")])
    try after.close()
  }

  @Test(arguments: [
    ("peer", "pin = ?", "rowid", "peer_pin"), ("peer", "peerId = ?", "rowid", "sqlite_autoindex_peer"),
    ("message", "author = ? AND jti = ?", "rowid", "sqlite_autoindex_message"),
    (
      "message", "author = ? AND channel = CAST(? AS TEXT) AND messageId = CAST(? AS TEXT) AND type = 'MESSAGE'",
      "timestamp, jti", "message_name"
    ),
    ("message", "peer = ?", "number DESC", "message_peer"),
    ("message", "channel = ? AND peer IS NULL", "number DESC", "message_group"),
    ("message", "number > ?", "rowid", "INTEGER PRIMARY KEY"),
    ("heldPacket", "until <= ?", "until", "heldPacket_until"),
    ("heldPacket", "author = ?", "author", "heldPacket_author"),
    ("refusedPacket", "number <= ?", "number DESC", "INTEGER PRIMARY KEY"),
    ("seenPacket", "hash = ?", "rowid", "sqlite_autoindex_seenPacket"),
    ("seenPacket", "at < ?", "at", "seenPacket_at"),
    ("outbox", "state IN ('queued', 'sent') AND notBefore <= ?", "notBefore, number", "outbox_due"),
    ("outbox", "jti = ?", "number", "outbox_jti"),
    ("cursor", "relay = ? AND recipient = ?", "rowid", "sqlite_autoindex_cursor"),
  ])
  func `what is asked often has an index and is not sorted`(
    table: String, condition: String, order: String, index: String
  ) throws {
    let store = try MessagingStore()
    let sql = "EXPLAIN QUERY PLAN SELECT * FROM \(table) WHERE \(condition) ORDER BY \(order)"
    let plan = try store.database.read { database in
      let statement = try database.makeStatement(sql: sql)
      let arguments = StatementArguments(condition.filter { $0 == "?" }.map { _ in "x".databaseValue })
      return try Row.fetchAll(statement, arguments: arguments).compactMap { String.fromDatabaseValue($0["detail"]) }
    }
    #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH") && plan[0].contains(index), "\(plan)")
    try store.database.close()
  }
}
