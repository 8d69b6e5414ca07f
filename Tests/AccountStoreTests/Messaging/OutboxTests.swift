import Identity
import Platform
import Testing

@testable import AccountStore

@Suite("The outbox")
struct OutboxTests {
  private typealias Samples = MessagingSamples

  @Test func `an entry is read as it was written, with every field and with none`() throws {
    let store = try MessagingStore()
    let full = OutboxEntry(
      packetHash: "h", packet: [UInt8](repeating: 7, count: 5_000), recipient: "r", to: Samples.id(2), kind: .payload,
      jti: Samples.jti(1), createdAt: Samples.now, notBefore: Samples.now, attempts: 3, state: .sent,
      sentThrough: "http://a:1", tried: ["http://b:2", "http://a:1"], sentAt: Samples.now,
      confirmedAt: Samples.now.adding(seconds: 1), lastError: "no", expiresAt: Samples.now.adding(seconds: 9))
    let bare = OutboxEntry(
      packetHash: "h", packet: [], recipient: "r", to: nil, kind: .card, jti: nil, createdAt: Samples.now,
      notBefore: Samples.now, expiresAt: Samples.now)
    #expect(try store.database.write { try $0.enqueue([full, bare]) } == [1, 2])
    try store.reopened { database throws in
      let read = try database.openOutbox()
      #expect(read.map(\.number) == [1, 2])
      #expect(read.map(numberless) == [full, bare])
      #expect(try database.inspect() == [])
    }
  }

  @Test func `what is due comes by its time; what is confirmed or failed is due no more`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      try writer.enqueue([
        Samples.entry(1, notBefore: 50), Samples.entry(2, notBefore: 10, state: .sent), Samples.entry(3, notBefore: 10),
        Samples.entry(4, state: .confirmed), Samples.entry(5, state: .failed), Samples.entry(6, notBefore: 100),
      ])
    }
    func due(_ seconds: Int64, _ limit: Int = 9) throws -> [Int64] {
      try database.outbox(due: Samples.now.adding(seconds: seconds), limit: limit).map(\.number)
    }
    #expect(try due(9) == [] && due(10) == [2, 3] && due(99) == [2, 3, 1] && due(100, 1) == [2])
    #expect(try database.openOutbox().map(\.number) == [1, 2, 3, 6])
    #expect(try database.openOutbox(limit: 2).map(\.number) == [1, 2])
    #expect(try database.nextOutboxTime() == Samples.now.adding(seconds: 10))
    #expect(try database.outboxCounts() == [.queued: 3, .sent: 1, .confirmed: 1, .failed: 1])
    try database.close()
  }

  @Test func `the packets of one message are found by its number, whatever became of them`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      try writer.enqueue([
        Samples.entry(1, jti: Samples.jti(1)), Samples.entry(2, jti: Samples.jti(2)), Samples.entry(3),
        Samples.entry(4, jti: Samples.jti(1), state: .failed),
      ])
    }
    #expect(try store.database.outbox(jti: Samples.jti(1)).map(\.number) == [1, 4])
    #expect(try store.database.outbox(jti: Samples.jti(3)).isEmpty)
    #expect(try store.database.nextOutboxTime() == Samples.now)
    try store.database.close()
  }

  @Test func `an update writes what may change; a confirmed packet is emptied and stays confirmed`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { try $0.enqueue([Samples.entry(1), Samples.entry(2)]) }
    var entry = try #require(try database.openOutbox().first)
    entry.state = .sent
    entry.attempts = 2
    entry.notBefore = Samples.now.adding(seconds: 30)
    entry.sentThrough = "http://a:1"
    entry.tried = (0..<20).map { "http://r\($0):1" }
    entry.sentAt = Samples.now
    entry.lastError = "none"
    #expect(try database.write { try $0.update(entry) })
    entry.tried = Array(entry.tried.suffix(16))
    #expect(try database.openOutbox().first == entry)
    entry.state = .confirmed
    entry.confirmedAt = Samples.now.adding(seconds: 60)
    #expect(try database.write { try $0.update(entry) })
    let confirmed = try database.load(OutboxEntry.self, where: "number = 1")
    #expect(confirmed.map(\.packet) == [[]] && confirmed.map(\.state) == [.confirmed])
    entry.state = .queued
    #expect(try !database.write { try $0.update(entry) })
    #expect(try database.openOutbox().map(\.number) == [2], "the other one is as it was")
    try database.close()
  }

  @Test func `only confirmed and failed entries are pruned, and only when their last step was long ago`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      try writer.enqueue([
        Samples.entry(1), Samples.entry(2, state: .sent), Samples.entry(3, state: .failed),
        Samples.entry(4, state: .confirmed),
      ])
    }
    var late = try #require(try database.openOutbox().last)
    late.state = .confirmed
    late.confirmedAt = Samples.now.adding(seconds: 500)
    try database.write { writer throws in
      try writer.update(late)
      try writer.pruneOutbox(before: Samples.now.adding(seconds: 500))
    }
    #expect(try database.load(OutboxEntry.self).map(\.number) == [1, 2])
    try database.write { try $0.pruneOutbox(before: Samples.now.adding(seconds: 501)) }
    #expect(try database.load(OutboxEntry.self).map(\.number) == [1])
    #expect(try !database.write { try $0.update(late) }, "what was pruned does not come back")
    try database.close()
  }

  @Test func `a draft waits for its account's key until it is removed`() throws {
    let store = try MessagingStore()
    let drafts = [Samples.draft(1), Samples.draft(2, to: 3), Samples.draft(3)]
    try store.database.write { writer throws in for draft in drafts { try writer.add(draft) } }
    try store.reopened { database throws in
      #expect(try database.drafts() == drafts)
      #expect(try database.drafts(to: Samples.id(2)) == [drafts[0], drafts[2]])
      try database.write { try $0.remove(draft: 1) }
      #expect(try database.drafts() == [drafts[1], drafts[2]])
    }
  }

  @Test func `a message, its packets and its counters are written together or not at all`() throws {
    struct Stop: Error {}
    let store = try MessagingStore()
    let database = store.database
    func send(_ number: Int, fails: Bool) throws {
      try database.write { writer throws in
        _ = try writer.add(Samples.message(number))
        try writer.enqueue([Samples.entry(number, jti: Samples.jti(number))])
        try writer.count("signed")
        try writer.save(Samples.peer(UInt8(number)))
        if fails { throw Stop() }
      }
    }
    try send(1, fails: false)
    #expect(throws: Stop.self) { try send(2, fails: true) }
    try store.reopened { database throws in
      #expect(try database.latest(limit: 9).map(\.number) == [1])
      #expect(try database.openOutbox().map(\.number) == [1])
      #expect(try database.counter("signed") == 1)
      #expect(try database.peers().count == 1)
    }
  }

  private func numberless(_ entry: OutboxEntry) -> OutboxEntry {
    OutboxEntry(
      packetHash: entry.packetHash, packet: entry.packet, recipient: entry.recipient, to: entry.to, kind: entry.kind,
      jti: entry.jti, createdAt: entry.createdAt, notBefore: entry.notBefore, attempts: entry.attempts,
      state: entry.state, sentThrough: entry.sentThrough, tried: entry.tried, sentAt: entry.sentAt,
      confirmedAt: entry.confirmedAt, lastError: entry.lastError, expiresAt: entry.expiresAt)
  }
}
