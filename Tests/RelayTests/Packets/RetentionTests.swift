import Jasper
import Platform
import Testing

@testable import Relay

struct RetentionTests {
  static let week: Int64 = 7 * 86_400
  let clock = DrivenClock()
  let packet = Packet(recipient: "bob", message: "hello", signature: "s")

  @Test(arguments: StoreKind.available)
  func `a packet is there a second before seven days and gone a second after`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let database = try store.open(clock)
    try await database.add(packet, from: source(1))
    clock.advance(seconds: Self.week - 1)
    #expect(try await database.packets(for: "bob") == [packet])
    #expect(database.hashes == [packet.hash])
    clock.advance(seconds: 2)
    #expect(try await database.packets(for: "bob").isEmpty)
    #expect(database.hashes.isEmpty)
    #expect(database.look { $0.byRecipient.count } == 0)
    #expect(database.look { $0.ledger.total } == 0)
    #expect(database.look { $0.tree.count } == 0)
    await database.sweep()
    await store.close(database)
    let again = try store.open(clock)
    #expect(again.hashes.isEmpty)
    #expect(again.look { $0.retired.count } == 0)
    await store.close(again)
  }

  @Test(arguments: StoreKind.available)
  func `an expired packet is refused for fourteen days more, also after a new start`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    var database = try store.open(clock)
    try await database.add(packet, from: source(1))
    clock.advance(seconds: Self.week)
    #expect(try await database.add(packet, from: source(1))?.kind == .packetExpired)
    #expect(database.look { $0.wanted(of: [packet.hash], at: clock.now()) }.isEmpty)
    await database.sweep()
    await store.close(database)
    database = try store.open(clock)
    clock.advance(seconds: 2 * Self.week - 1)
    #expect(try await database.add(packet, from: source(2, isPeer: true))?.kind == .packetExpired)
    clock.advance(seconds: 1)
    await database.sweep()
    #expect(database.look { $0.expired.count } == 0)
    #expect(try await database.add(packet, from: source(1)) == nil)
    #expect(try await database.packets(for: "bob") == [packet])
    await store.close(database)
  }

  @Test(arguments: StoreKind.available)
  func `a packet that went while the relay was down does not come back`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let first = try store.open(clock)
    try await first.add(packet, from: source(1))
    await store.close(first)
    clock.advance(seconds: Self.week + 1)
    let second = try store.open(clock)
    #expect(try await second.packets(for: "bob").isEmpty)
    #expect(try await second.add(packet, from: source(1))?.kind == .packetExpired)
    await store.close(second)
  }

  @Test func `sweeping takes out thousands while new ones come`() async throws {
    let store = try TestStore(.sqlite)
    let database = try store.open(clock)
    let old = try (0..<3000).map {
      try PacketCandidate(Packet(recipient: "old \($0)", message: "m\($0)", signature: "s"), from: source(1))
    }
    _ = await database.add(old)
    clock.advance(seconds: Self.week + 1)
    async let swept: Void = database.sweep()
    #expect(try await database.add(packet, from: source(1)) == nil)
    await swept
    #expect(database.hashes == [packet.hash])
    #expect(database.look { $0.retired.count } == 0)
    #expect(database.look { $0.byRecipient.count } == 1)
    await store.close(database)
  }
}
