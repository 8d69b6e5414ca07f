import Jasper
import Platform
import Synchronization
import Testing

@testable import Relay

struct StoreTests {
  let clock = DrivenClock()
  let packet = Packet(recipient: "bob", message: "hello \"Bob\" \u{1F600}", signature: "s")

  @Test(arguments: StoreKind.available)
  func `a packet is found by its recipient and by its hash, and as often as one likes`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let database = try store.open(clock)
    #expect(try await database.add(packet, from: source(1)) == nil)
    for _ in 0..<2 {
      #expect(try await database.packets(for: "bob") == [packet])
      let byHash = try await database.bodies(of: database.look { $0.numbers(of: [packet.hash]) })
      #expect(try byHash.map { try Packet(json: $0) } == [packet])
    }
    #expect(try await database.packets(for: "alice").isEmpty)
    await store.close(database)
  }

  @Test func `who is told of new packets is called from the same depth after hundreds of commits`() async throws {
    let store = try TestStore(.sqlite)
    let database = try store.open(clock)
    let places = Mutex<[UInt]>([])
    database.whenNew { _ in
      var mark = 0
      withUnsafeMutablePointer(to: &mark) { place in places.withLock { $0.append(UInt(bitPattern: place)) } }
    }
    for number in 0..<300 {
      _ = try await database.add(Packet(recipient: "bob", message: "\(number)", signature: "s"), from: source(1))
    }
    let all = places.withLock { $0 }
    #expect(all.count == 300)
    // One frame more for each commit would be many times this.
    #expect((all.max() ?? 0) - (all.min() ?? 0) < 4096)
    await store.close(database)
  }

  @Test(arguments: StoreKind.available)
  func `a duplicate is accepted and stored once`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let database = try store.open(clock)
    for _ in 0..<3 { #expect(try await database.add(packet, from: source(1)) == nil) }
    let candidate = try PacketCandidate(packet, from: source(2))
    #expect(await database.add([candidate, candidate, candidate]).allSatisfy { $0.1 == nil })
    #expect(try await database.packets(for: "bob").count == 1)
    await store.close(database)
  }

  @Test(arguments: StoreKind.available)
  func `what was acknowledged is there after a new start, once and in its order`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let packets = (0..<300).map { Packet(recipient: "bob", message: "message \($0)", signature: "s") }
    let first = try store.open(clock)
    for packet in packets { #expect(try await first.add(packet, from: source(1)) == nil) }
    await store.close(first)
    let second = try store.open(clock)
    #expect(try await second.packets(for: "bob") == packets)
    #expect(try await second.add(packets[7], from: source(1)) == nil)
    #expect(second.hashes.count == 300)
    await store.close(second)
  }

  @Test(arguments: StoreKind.available)
  func `a cursor of before a new start goes on after it`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let first = try store.open(clock)
    try await first.add(packet, from: source(1))
    let cursor = first.look { $0.page(for: .of("bob"), after: 0, bytes: .max) }.cursor
    await store.close(first)
    let second = try store.open(clock)
    let later = Packet(recipient: "bob", message: "later", signature: "s")
    try await second.add(later, from: source(1))
    let page = second.look { $0.page(for: .of("bob"), after: cursor, bytes: .max) }
    #expect(try await second.bodies(of: page.numbers) == [later.json])
    await store.close(second)
  }

  @Test(arguments: StoreKind.available)
  func `many packets at once share few commits and all get their answer`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let database = try store.open(clock)
    let candidates = try (0..<2000).map {
      try PacketCandidate(Packet(recipient: "r\($0 % 50)", message: "m\($0)", signature: "s"), from: source(1))
    }
    let commits = Counter()
    database.whenNew { _ in commits.add() }
    #expect(await database.add(candidates).filter { $0.1 == nil }.count == 2000)
    #expect(commits.count < 500)
    #expect(database.hashes.count == 2000)
    await store.close(database)
  }

  @Test(arguments: StoreKind.available)
  func `two relays do not share a store`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let first = try store.open(clock)
    #expect(throws: RelayError(.storeInUse, "")) { _ = try store.open(clock) }
    await store.close(first)
    await store.close(try store.open(clock))
  }

  @Test func `a Redis without a log on disk is told as not durable`() async throws {
    guard RedisServer.program != nil else { return }
    let store = try TestStore(RedisServer(durable: false))
    let database = try store.open(clock)
    #expect(database.warnings().contains { $0.contains("appendonly") })
    await store.close(database)
  }

  @Test func `a Redis without memory refuses as a full store, and goes on later`() async throws {
    guard RedisServer.program != nil else { return }
    let store = try TestStore(RedisServer(maxMemory: "3mb"))
    let database = try store.open(clock)
    let large = String(repeating: "x", count: 500_000)
    var refusals: [RelayError] = []
    var stored: [Packet] = []
    for number in 0..<12 {
      let packet = Packet(recipient: "bob", message: "\(number)\(large)", signature: "s")
      if let refusal = try await database.add(packet, from: source(1)) {
        refusals.append(refusal)
      } else {
        stored.append(packet)
      }
    }
    #expect(!refusals.isEmpty && refusals.allSatisfy { $0.kind == .storeFull })
    #expect(try await database.packets(for: "bob") == stored)
    await store.close(database)
  }

  @Test func `an address of a store says which it is`() throws {
    #expect(try StoreAddress("sqlite:/x/y") == .sqlite(path: "/x/y"))
    #expect(try StoreAddress("redis://127.0.0.1:6379") == .redis(host: "127.0.0.1", port: 6379, database: 0))
    #expect(try StoreAddress("redis://h:1/3") == .redis(host: "h", port: 1, database: 3))
    for text in ["", "sqlite:", "redis://", "redis://h", "redis://h:x", "redis://h:1/x", "mysql://h:1"] {
      #expect(throws: RelayError(.storeUnknown, "")) { _ = try StoreAddress(text) }
    }
  }
}
