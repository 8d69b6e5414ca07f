import Files
import GRDB
import Platform
import Testing

@testable import AccountStore

@Suite("Damaged records of messaging")
struct MessagingDamageTests {
  private typealias Samples = MessagingSamples

  /// Three records of every kind; the second one is damaged.
  private func filled() throws -> MessagingStore {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      for number in 1...3 {
        try writer.save(Samples.peer(UInt8(number)))
        try writer.save(Samples.channel("c\(number)"))
        _ = try writer.add(Samples.message(number))
        _ = try writer.hold(Samples.held(number, until: 0))
        try writer.add(RefusedPacket(hash: "h", at: Samples.now, claimed: Samples.id(1), failures: ["f"]))
        try writer.markSeen(hash: "s\(number)", at: Samples.now)
        try writer.enqueue([Samples.entry(number, jti: Samples.jti(number))])
        try writer.add(Samples.draft(number))
        _ = try writer.save(Samples.relay(number))
        try writer.setCursor(relay: "r\(number)", recipient: "x", 1)
        try writer.set("n\(number)", "v")
        try writer.count("n\(number)")
      }
      try writer.markRead(upTo: 3)
      try writer.database.execute(sql: "DROP TRIGGER message_is_never_changed")
    }
    return store
  }

  private func count(_ database: AccountDatabase, _ table: String) throws -> Int {
    switch table {
    case "peer": try database.peers().count
    case "channel": try database.channels().count
    case "message": try database.messages(after: 0, limit: 9).count
    case "heldPacket": try database.heldPackets(due: Samples.now, limit: 9).count
    case "refusedPacket": try database.refusedPackets().count
    case "seenPacket": try database.load(SeenPacket.self).count
    case "outbox": try database.openOutbox().count
    case "draft": try database.drafts().count
    case "relay": try database.relays().count
    case "cursor": try database.load(RelayCursor.self).count
    case "setting": try database.load(StoredSetting.self).count
    default: try database.load(StoredCounter.self).count
    }
  }

  @Test(arguments: [
    "peer: peerId = 'not an id'", "peer: name = CAST(x'c328' AS TEXT)", "peer: accountKey = 'text'",
    "peer: pin = 'abcd'", "peer: isInvited = 2", "peer: generation = -1", "peer: generation = 1e10",
    "peer: relays = 'no json'", "peer: relays = '{}'", "peer: relays = '[1]'", "peer: relays = '[null]'",
    "peer: relays = '[' || substr(replace(hex(zeroblob(17)), '00', ',\"a\"'), 2) || ']'",
    "peer: certificates = '[\"***\"]'", "peer: cardIssued = 'x'", "peer: createdAt = 1.5",
    "peer: genesis = zeroblob(65)", "peer: accountKey = zeroblob(20000)", "peer: cardPacket = zeroblob(3000000)",
    "peer: createdAt = zeroblob(3000000)",
    "channel: members = '[{}]'", "channel: members = '[{\"id\":\"1\",\"account\":\"2\"}]'", "channel: owner = ''",
    "channel: statement = x''", "channel: version = 'x'", "channel: isLeft = -1", "channel: nonce = zeroblob(15)",
    "channel: nonce = zeroblob(17)",
    "message: author = 'x'", "message: authorId = x'00'", "message: peer = 5", "message: timestamp = 1.5",
    "message: jti = x''", "message: jti = zeroblob(65)", "message: notes = '\"a\"'", "message: isOwn = 'yes'",
    "message: content = CAST(zeroblob(1048577) AS TEXT)", "message: content = CAST(x'ff' AS TEXT)",
    "heldPacket: packet = 5", "heldPacket: author = 'me'", "heldPacket: packet = zeroblob(2097153)",
    "refusedPacket: failures = 'x'", "refusedPacket: claimed = 'x'", "refusedPacket: at = 'x'",
    "seenPacket: at = 'x'", "seenPacket: hash = CAST(x'ff' AS TEXT)",
    "outbox: kind = 'parcel'", "outbox: tried = 'x'", "outbox: attempts = -1", "outbox: jti = x''",
    "outbox: packet = 'x'", "outbox: expiresAt = 'x'", "outbox: peer = 'x'",
    "draft: recipient = 'x'", "draft: timestamp = 'x'", "draft: content = zeroblob(3000000)",
    "relay: origin = 'rumour'", "relay: score = 1.5", "relay: score = 'x'", "relay: load = -1", "relay: losses = -1",
    "relay: capabilities = 'x'", "cursor: position = 'x'", "setting: value = CAST(x'ff' AS TEXT)",
    "setting: value = CAST(zeroblob(65537) AS TEXT)", "counter: value = 'many'",
  ])
  func `a damaged record loses only itself: the others load, it is kept byte for byte and named`(
    damage: String
  ) throws {
    let parts = damage.split(separator: ": ", maxSplits: 1)
    let table = String(parts[0])
    let store = try filled()
    let database = store.database
    #expect(try count(database, table) == 3)
    try database.write { try $0.database.execute(sql: "UPDATE \(table) SET \(parts[1]) WHERE rowid = 2") }
    #expect(try count(database, table) == 2)
    #expect(try database.quarantine().map(\.source) == [table])
    #expect(try count(database, table) == 2)
    let findings = try database.inspect()
    #expect(findings.count == 1 && findings[0].code == .recordUnreadable && findings[0].subject.hasPrefix(table))
    try database.close()
  }

  @Test func `the check of an account finds damage in every table without reading it first`() throws {
    let store = try filled()
    let tables = [
      "peer": "createdAt", "channel": "version", "message": "timestamp", "readMark": "number",
      "heldPacket": "until", "refusedPacket": "at", "seenPacket": "at", "outbox": "createdAt", "draft": "createdAt",
      "relay": "addedAt",
      "cursor": "position", "setting": "value", "counter": "value",
    ]
    try store.database.write { writer throws in
      for (table, column) in tables {
        try writer.database.execute(sql: "UPDATE \(table) SET \(column) = x'ff' WHERE rowid = 1")
      }
    }
    #expect(try store.database.inspect().count == tables.count)
    #expect(try Set(store.database.quarantine().map(\.source)) == Set(tables.keys))
    try store.database.close()
  }

  @Test func `saving over a damaged record, or removing it, keeps its bytes first`() throws {
    let store = try filled()
    let database = store.database
    let damage = [
      "peer SET isInvited = 9", "channel SET isLeft = 9", "heldPacket SET author = 'x'", "outbox SET kind = 'x'",
      "relay SET origin = 'x'", "cursor SET position = 'x'", "setting SET value = x'ff'", "counter SET value = 'x'",
      "readMark SET number = 'x'", "seenPacket SET hash = CAST(x'ff' AS TEXT)",
    ]
    let entry = try #require(try database.openOutbox().first)
    try database.write { writer throws in
      for change in damage { try writer.database.execute(sql: "UPDATE \(change) WHERE rowid = 1") }
    }
    try database.write { writer throws in
      try writer.save(Samples.peer(1))
      try writer.save(Samples.channel("c1"))
      try writer.removeHeldPacket("held1")
      #expect(try writer.update(entry))
      _ = try writer.save(Samples.relay(1))
      try writer.setCursor(relay: "r1", recipient: "x", 1)
      try writer.set("n1", nil)
      try writer.count("n1")
      try writer.markRead(upTo: 1)
      try writer.forgetSeen(before: Samples.now.adding(seconds: 1))
    }
    #expect(try Set(database.quarantine().map(\.source)).count == damage.count)
    #expect(try database.peers().count == 3 && database.relays().count == 3)
    #expect(try database.counter("n1") == 1 && database.readMark() == 1)
    try database.close()
  }

  @Test func `of a monstrous value the start and the length are kept, and the row stays where it is`() throws {
    let store = try filled()
    let database = store.database
    try database.write {
      try $0.database.execute(sql: "UPDATE peer SET cardPacket = zeroblob(50000000) WHERE rowid = 2")
    }
    #expect(try database.peers().map(\.id) == [Samples.id(1), Samples.id(3)])
    let kept = try #require(try database.quarantine().first)
    #expect(kept.reason == "cardPacket is no blob" && kept.content.count < 9 << 20)
    let text = String(decoding: kept.content, as: UTF8.self)
    #expect(text.contains("\"length\":50000000,\"name\":\"cardPacket\",\"type\":\"blob\""))
    let length = try database.read { try $0.integer("SELECT length(cardPacket) FROM peer WHERE rowid = 2") }
    #expect(length == 50_000_000)
    try database.close()
  }

  @Test func `many large damaged records are kept by and by, so that one read takes little memory`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      for number in 1...12 { _ = try writer.add(Samples.message(number)) }
      try writer.database.execute(sql: "DROP TRIGGER message_is_never_changed")
      try writer.database.execute(sql: "UPDATE message SET content = CAST(zeroblob(2000000) AS TEXT) WHERE number > 1")
    }
    #expect(try database.messages(after: 0, limit: 99).map(\.number) == [1])
    let first = try database.quarantine().count
    #expect(first > 0 && first < 11)
    for _ in 0..<3 { _ = try database.messages(after: 0, limit: 99) }
    #expect(try database.quarantine().count == 11)
    try database.close()
  }

  @Test func `nothing is removed unkept, however much of it is damaged`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      try writer.enqueue((1...12).map { Samples.entry($0, state: .failed) })
      try writer.database.execute(sql: "UPDATE outbox SET packet = zeroblob(3000000) WHERE number < 12")
    }
    try database.write { try $0.pruneOutbox(before: Samples.now.adding(seconds: 1)) }
    #expect(try database.outboxCounts() == [:])
    #expect(try database.quarantine().count == 11)
    try database.close()
  }
}
