import Jasper
import Platform
import Synchronization
import Testing

@testable import Relay

struct MeshOfRelaysTests {
  /// Relays that all name the first as their peer, and have found each other.
  private func mesh(_ count: Int, _ clock: DrivenClock) async throws -> [RunningRelay] {
    var relays = [try await RunningRelay(clock: clock)]
    for _ in 1..<count { relays.append(try await RunningRelay(clock: clock, peers: [relays[0].address])) }
    for _ in 0..<4 {
      for relay in relays { await relay.server.mesh.probe() }
      for relay in relays { await relay.server.mesh.syncServers() }
      clock.advance(seconds: 1)
    }
    return relays
  }

  private func stop(_ relays: [RunningRelay]) async { for relay in relays { await relay.stop() } }

  @Test func `relays that know one of them get to know all, and pass on whom they asked`() async throws {
    let relays = try await mesh(4, DrivenClock())
    for relay in relays {
      let others = relays.map(\.address).filter { $0 != relay.address }
      #expect(relay.server.mesh.knownServers() == others.sorted())
      #expect(Set(try await relay.client.syncServers([], with: relay.address)) == Set(others))
    }
    await stop(relays)
  }

  @Test func `a packet is pushed to all at once, and is in each store once`() async throws {
    let relays = try await mesh(4, DrivenClock())
    for number in 0..<20 {
      let packet = Packet(recipient: "bob", message: "\(number)", signature: "s")
      try await relays[number % 4].client.send(packet, to: relays[number % 4].address)
    }
    for _ in 0..<3 { for relay in relays { await relay.server.mesh.drainPushes() } }
    for relay in relays { #expect(relay.server.database.look { $0.entries.count } == 20) }
    await stop(relays)
  }

  @Test(arguments: [true, false])
  func `what the push did not bring the sync does`(_ reconciling: Bool) async throws {
    let relays = try await mesh(3, DrivenClock())
    for (index, relay) in relays.enumerated() {
      if !reconciling { relay.server.mesh.state.withLock { $0.reconciling = [] } }
      let candidates = try (0..<300).map { number in
        let packet = Packet(recipient: "bob", message: "\(index) \(number)", signature: "s")
        return try packet.json.withBytes { (bytes) throws(JasperError) in
          try PacketCandidate(json: bytes, from: .unknown, isPushed: false)
        }
      }
      _ = await relay.server.database.add(candidates)
    }
    // Two would do, were there not the tests beside this one: they can hold an answer up until nobody waits for it.
    for _ in 0..<5 where relays.contains(where: { $0.server.database.hashes.count < 900 }) {
      for relay in relays { await relay.server.mesh.syncPackets() }
    }
    for relay in relays {
      #expect(relay.server.database.look { $0.entries.count } == 900)
      #expect(relay.server.database.hashes.count == 900)
    }
    await stop(relays)
  }

  @Test func `a plain server tells of hashes, and they are fetched from it`() async throws {
    let relays = try await mesh(2, DrivenClock())
    let packet = Packet(recipient: "bob", message: "hello", signature: "s")
    let candidate = try packet.json.withBytes { (bytes) throws(JasperError) in
      try PacketCandidate(json: bytes, from: .unknown, isPushed: false)
    }
    _ = await relays[1].server.database.add([candidate])
    #expect(try await relays[1].client.syncHashes([packet.hash], own: nil, with: relays[0].address).isEmpty)
    for _ in 0..<200 where relays[0].server.database.hashes.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    #expect(relays[0].server.database.hashes == [packet.hash])
    await stop(relays)
  }

  @Test func `a relay does not connect to private addresses unless it may`() async throws {
    let relay = try await RunningRelay { $0.allowsPrivatePeers = false }
    _ = try await relay.post(
      "/sync/servers", #"{"servers":[{"ip":"127.0.0.1","port":\#(relay.server.port)},{"ip":"10.0.0.1","port":1}]}"#)
    #expect(relay.server.mesh.report(at: .now()).isEmpty)
    #expect(await relay.server.mesh.probe().isEmpty)
    await relay.stop()
    await #expect(throws: PeerError(.serverAddressRefused, "")) {
      _ = try await RunningRelay(peers: [try ServerAddress("127.0.0.1:1")]) { $0.allowsPrivatePeers = false }
    }
  }

  @Test func `an expired packet does not come back from a peer that still has it`() async throws {
    let clock = DrivenClock()
    let young = DrivenClock()
    let first = try await RunningRelay(clock: clock)
    let second = try await RunningRelay(clock: young, peers: [first.address])
    await second.server.mesh.probe()
    let packet = Packet(recipient: "bob", message: "hello", signature: "s")
    try await first.client.send(packet, to: first.address)
    await second.server.mesh.syncPackets()
    #expect(second.server.database.hashes == [packet.hash])
    clock.advance(seconds: RetentionTests.week + 1)
    await second.server.mesh.syncPackets()
    #expect(first.server.database.hashes.isEmpty)
    #expect(second.server.database.hashes == [packet.hash])
    await stop([first, second])
  }

  @Test func `a relay that is told of itself under another name does not become its own peer`() async throws {
    let relay = try await RunningRelay()
    _ = try await relay.post(
      "/sync/servers",
      #"{"servers":[{"ip":"127.0.0.2","port":\#(relay.server.port)},{"ip":"localhost","port":\#(relay.server.port)}]}"#)
    for _ in 0..<2 { await relay.server.mesh.probe() }
    #expect(relay.server.mesh.knownServers().isEmpty)
    #expect(!relay.server.mesh.report(at: .now()).contains { $0.server.hasPrefix("localhost") })
    await relay.stop()
  }

  @Test func `a relay that is full refuses, and its peers go on`() async throws {
    let clock = DrivenClock()
    let first = try await RunningRelay(clock: clock) { $0.rules.capacity = 20_000 }
    let second = try await RunningRelay(clock: clock, peers: [first.address])
    await second.server.mesh.probe()
    for number in 0..<40 {
      try await second.client.send(Packet(recipient: "bob", message: "\(number)", signature: "s"), to: second.address)
    }
    await second.server.mesh.drainPushes()
    await second.server.mesh.syncPackets()
    #expect(second.server.database.hashes.count == 40)
    #expect((1..<40).contains(first.server.database.hashes.count))
    let refused = try await first.post(
      "/send",
      String(
        decoding: Packet(recipient: "eve", message: String(repeating: "x", count: 30_000), signature: "s").json,
        as: UTF8.self))
    #expect(refused.status == 507)
    await stop([first, second])
  }

  @Test func `canaries go round among honest relays, and none of them is blamed`() async throws {
    let clock = DrivenClock()
    let relays = try await mesh(3, clock)
    for _ in 0..<8 {
      for relay in relays { await relay.server.mesh.sendCanaries() }
      for relay in relays { await relay.server.mesh.drainPushes() }
      clock.advance(seconds: 30)
      for relay in relays { await relay.server.mesh.syncPackets() }
      for relay in relays { await relay.server.mesh.tendCanaries() }
      clock.advance(seconds: 30)
      for relay in relays { await relay.server.mesh.tendCanaries() }
    }
    for relay in relays {
      #expect(relay.server.database.hashes.count > 5)
      let peers = relay.server.mesh.report(at: clock.now())
      #expect(peers.count == 2 && peers.allSatisfy { $0.state == "active" && $0.score == 1 })
    }
    await stop(relays)
  }

  @Test func `a relay that swallows what enters there goes into quarantine`() async throws {
    let clock = DrivenClock()
    let relays = try await mesh(3, clock)
    // It says yes to everything and keeps it to itself.
    relays[2].server.mesh.state.withLock { $0.isClosed = true }
    relays[2].server.database.whenNew { _ in }
    for _ in 0..<20 {
      for relay in relays[..<2] { await relay.server.mesh.sendCanaries() }
      for relay in relays[..<2] { await relay.server.mesh.drainPushes() }
      // What it took it throws away, so that no sync finds it.
      relays[2].server.database.index.withLock { $0.forgetAllForTest() }
      clock.advance(seconds: 30)
      for relay in relays[..<2] { await relay.server.mesh.syncPackets() }
      relays[2].server.database.index.withLock { $0.forgetAllForTest() }
      for relay in relays[..<2] { await relay.server.mesh.tendCanaries() }
      clock.advance(seconds: 30)
      for relay in relays[..<2] { await relay.server.mesh.tendCanaries() }
    }
    for relay in relays[..<2] {
      let states = Dictionary(
        uniqueKeysWithValues: relay.server.mesh.report(at: clock.now()).map { ($0.server, $0.state) })
      #expect(states[relays[2].address.description] == "quarantined")
      #expect(states.values.filter { $0 == "active" }.count == 1)
    }
    await stop(relays)
  }
}

extension PacketIndex {
  /// A store that has lost everything.
  fileprivate mutating func forgetAllForTest() { self = PacketIndex(rules: rules, from: self) }

  private init(rules: PacketRules, from old: PacketIndex) {
    self.init(rules: rules)
    begin(at: UnixTime(seconds: (old.committed >> 20) + 1))
  }
}
