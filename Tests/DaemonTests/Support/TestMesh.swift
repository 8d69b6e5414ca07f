import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

/// Ada's account and relays that she knows, all of them tried once; she fetches from one of them.
final class TestMesh: Sendable {
  let test: TestDesk
  let relays: [TestRelay]
  let receiving: TestRelay
  let access: MeshAccess
  /// The clock of a test begins here.
  let start: UnixTime
  private let clients: RelayClients

  convenience init(relays count: Int) async throws {
    var relays: [TestRelay] = []
    for _ in 0..<count { relays.append(try await TestRelay()) }
    try await self.init(test: TestDesk(), relays: relays, start: Person.now)
  }

  private init(test: TestDesk, relays: [TestRelay], start: UnixTime) async throws {
    (self.test, self.relays, self.start) = (test, relays, start)
    clients = RelayClients()
    access = MeshAccess(desk: test.desk, clients: clients)
    for relay in relays {
      try await access.book.add(relay.url, now: start)
      try await access.book.note(.answered, of: relay.url, now: start)
    }
    let chosen = try await ReceivingRelays(desk: test.desk).choose(for: [Person.ada.receive.text], now: start)
    receiving = try #require(relays.first { $0.url == chosen.first?.relay })
  }

  deinit {
    let clients = clients
    Task { await clients.shutdown() }
  }

  /// What a daemon that is started after another one died sees.
  func restarted() async throws -> TestMesh {
    test.close()
    return try await TestMesh(test: TestDesk(home: test.home), relays: relays, start: start)
  }

  /// A packet in the outbox.
  func enqueue(to person: Person = .bob) async throws -> OutboxEntry {
    let packet = try Person.ada.packet(Person.ada.message(), to: [person.receive])
    let entry = OutboxEntry(
      packetHash: packet.hash.text, packet: packet.json, recipient: packet.recipient, to: person.id, kind: .message,
      jti: try Random.bytes(16), createdAt: start, notBefore: start,
      expiresAt: start.adding(seconds: Composer.lifeSeconds))
    let number = try test.database.write { try $0.enqueue([entry]) }[0]
    return try #require(try test.database.openOutbox().first { $0.number == number })
  }

  /// As it stands now.
  func entry(_ entry: OutboxEntry) throws -> OutboxEntry {
    let jti = try #require(entry.jti)
    return try #require(try test.database.outbox(jti: jti).first)
  }

  func hold(_ entry: OutboxEntry, seconds: Int64) async throws {
    var entry = entry
    entry.notBefore = start.adding(seconds: seconds)
    let held = entry
    try test.database.write { _ = try $0.update(held) }
  }

  /// One round of the sender, so many seconds after the start.
  func send(seconds: Int64 = 0) async throws {
    let now = start.adding(seconds: seconds)
    _ = try await PacketSender(mesh: access, clock: { now }).sendDue(now: now)
  }

  func relay(_ url: String?) throws -> TestRelay { try #require(relays.first { $0.url.text == url }) }

  func book(_ relay: TestRelay) throws -> StoredRelay { try #require(try test.database.relay(relay.url.text)) }
}
