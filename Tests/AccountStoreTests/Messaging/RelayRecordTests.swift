import AccountStore
import Platform
import Testing

@Suite("Relays, cursors, settings and counters")
struct RelayRecordTests {
  private typealias Samples = MessagingSamples

  @Test func `a relay is read as it was written, with every field and with none`() throws {
    let store = try MessagingStore()
    let bare = StoredRelay(url: "http://b.example:1", origin: .card, addedAt: Samples.now)
    try store.database.write { writer throws in
      #expect(try writer.save(Samples.relay(1)))
      #expect(try writer.save(bare))
    }
    try store.reopened { database throws in
      #expect(try database.relays() == [Samples.relay(1), bare])
      #expect(try database.relay(bare.url) == bare)
      #expect(try database.relay("http://c.example:1") == nil)
      #expect(try database.inspect() == [])
      try database.write { try $0.remove(relay: bare.url) }
      #expect(try database.relays() == [Samples.relay(1)])
    }
  }

  @Test func `a relay that the person removed comes back only when the person says so`() throws {
    let store = try MessagingStore()
    var removed = Samples.relay(1)
    removed.isRemoved = true
    try store.database.write { writer throws in
      #expect(try writer.save(removed))
      #expect(try !writer.save(Samples.relay(1, origin: .learned)))
      #expect(try !writer.save(Samples.relay(1, origin: .card)))
    }
    #expect(try store.database.relays() == [removed])
    #expect(try store.database.write { try $0.save(Samples.relay(1)) })
    #expect(try store.database.relays() == [Samples.relay(1)])
    try store.database.close()
  }

  @Test func `no more relays are learned than fit, but those that are known go on being written`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      for number in 0..<256 {
        #expect(try writer.save(Samples.relay(number, origin: .learned)))
        #expect(try writer.save(Samples.relay(1000 + number, origin: .card)))
      }
      #expect(try !writer.save(Samples.relay(256, origin: .learned)))
      #expect(try !writer.save(Samples.relay(256, origin: .card)))
      #expect(try writer.save(Samples.relay(256)))
      var known = Samples.relay(5, origin: .learned)
      known.load = 0.5
      #expect(try writer.save(known))
    }
    #expect(try store.database.relays().count == 513)
    #expect(try store.database.relay(Samples.relay(5).url)?.load == 0.5)
    try store.database.close()
  }

  @Test func `what a relay tells of itself is brought into bounds`() throws {
    let store = try MessagingStore()
    var relay = Samples.relay(1)
    relay.load = .infinity
    relay.score = .nan
    relay.capabilities = [String](repeating: String(repeating: "ü", count: 99), count: 99)
    relay.lastError = String(repeating: "e", count: 9_999)
    try store.database.write { _ = try $0.save(relay) }
    let read = try #require(try store.database.relays().first)
    #expect(read.load == 1 && read.score == 1)
    #expect(read.capabilities == [String](repeating: String(repeating: "ü", count: 30), count: 32))
    #expect(read.lastError?.utf8.count == 1000)
    try store.database.close()
  }

  @Test func `a cursor belongs to a relay and a recipient, and may go back`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      try writer.setCursor(relay: "a", recipient: "x", 5)
      try writer.setCursor(relay: "a", recipient: "y", 6)
      try writer.setCursor(relay: "b", recipient: "x", 7)
      try writer.setCursor(relay: "a", recipient: "x", 3)
    }
    try store.reopened { database throws in
      #expect(try database.cursor(relay: "a", recipient: "x") == 3)
      #expect(try database.cursor(relay: "b", recipient: "y") == nil)
      try database.write { try $0.removeCursors(relay: "a") }
      #expect(try database.cursor(relay: "a", recipient: "y") == nil)
      #expect(try database.cursor(relay: "b", recipient: "x") == 7)
    }
  }

  @Test func `a setting is there until it is taken away`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      try writer.set("a", "one")
      try writer.set("b", "")
      try writer.set("a", "two ü")
    }
    #expect(try store.database.setting("a") == "two ü" && store.database.setting("b") == "")
    try store.database.write { try $0.set("a", nil) }
    #expect(try store.database.setting("a") == nil)
    #expect(throws: StoreError(.recordTooLarge, "")) {
      try store.database.write { try $0.set("a", String(repeating: "x", count: 65 << 10)) }
    }
    try store.database.close()
  }

  @Test func `a counter counts from nothing and stops at the ends of its range`() throws {
    let store = try MessagingStore()
    #expect(try store.database.counter("n") == 0)
    try store.database.write { writer throws in
      #expect(try writer.count("n") == 1)
      #expect(try writer.count("n", by: 41) == 42)
      #expect(try writer.count("m", by: -1) == -1)
      #expect(try writer.count("n", by: .max) == 42)
    }
    #expect(try store.reopened { try $0.counter("n") } == 42)
  }
}
