import Jasper
import Platform
import Testing

@testable import Relay

@Suite("Canaries")
struct CanaryTests {
  private static let rough = CanaryWorld.Faults(down: 0.002, full: 0.002, cut: 0.002, rounds: 25, latency: 45)

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a relay that swallows 30% is in quarantine at all others within 10 sync rounds`(seed: UInt64) throws {
    for kind in [CanaryWorld.Swallower.byHash, .byArrival] {
      var world = try CanaryWorld(count: 5, seed: seed)
      world.swallows[3] = (kind, 0.3)
      for round in 1...10 { world.round(round) }
      #expect(Set(world.quarantines.filter { $0.of == 3 }.map(\.by)) == [0, 1, 2, 4], "\(kind)")
      #expect(world.quarantines.allSatisfy { $0.of == 3 || $0.by == 3 })
    }
  }

  @Test func `in 10,000 rounds honest relays with downtime, cut links, slow pushes and full stores lose no canary`()
    throws
  {
    var world = try CanaryWorld(count: 5, faults: Self.rough, seed: 1)
    for round in 1...10_000 { world.round(round) }
    #expect(world.quarantines.isEmpty && world.falseLosses == 0, "\(world.quarantines) \(world.falseLosses)")
    #expect(world.canaries > 10_000 * 4)
    for relay in world.relays {
      #expect(relay.table.peers.values.allSatisfy { $0.score.worth > 0.99 })
      #expect(relay.plan.count < 300)
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `a relay that begins to swallow after long honest service is found among honest ones with faults`(
    seed: UInt64
  ) throws {
    var world = try CanaryWorld(count: 5, faults: Self.rough, seed: seed)
    for round in 1...200 { world.round(round) }
    world.swallows[2] = (.byHash, 0.3)
    for round in 201...260 { world.round(round) }
    #expect(Set(world.quarantines.filter { $0.of == 2 }.map(\.by)) == [0, 1, 3, 4])
    #expect(world.quarantines.allSatisfy { $0.of == 2 || $0.by == 2 } && world.falseLosses == 0)
  }

  @Test func `canaries are about as many for a large mesh as for a small one`() throws {
    var generator = SeededGenerator(seed: 41)
    for count in [2, 5, 20, 100] {
      let peers = try (1..<count).map { try ServerAddress(host: "8.8.\($0).1", port: 80) }
      var entries = 0
      for _ in 0..<2_000 { entries += CanaryRate().entries(peers: peers, watched: [], using: &generator).count }
      let ofMesh = Double(entries) / 2_000 * Double(count)
      #expect((4...6).contains(ofMesh), "\(count) relays: \(ofMesh)")
    }
  }

  @Test func `with fewer than two peers there is no elsewhere, and no canary`() throws {
    var generator = SeededGenerator(seed: 42)
    var plan = CanaryPlan(interval: 60)
    #expect(plan.beginRound(peers: [try ServerAddress(host: "8.8.8.8", port: 80)], using: &generator) == [])
  }

  @Test func `what was refused, not answered, or never tried counts against nobody`() throws {
    var generator = SeededGenerator(seed: 43)
    let peers = try (1...3).map { try ServerAddress(host: "8.8.\($0).1", port: 80) }
    let start = UnixTime(seconds: 1_800_000_000)
    var plan = CanaryPlan(interval: 60)
    for outcome in [SendOutcome.refused, .noAnswer] {
      plan.sent(ItemID.random(&generator), to: peers[0], outcome, peers: peers, at: start, using: &generator)
    }
    #expect(plan.count == 0)
    let id = ItemID.random(&generator)
    plan.sent(id, to: peers[0], .accepted, peers: peers, at: start, using: &generator)
    var evidence: [CanaryEvidence] = []
    // Nobody answers, and no sync comes to its end.
    for second in stride(from: Int64(0), through: 60 * CanaryPlan.patience, by: 10) {
      let now = start.adding(seconds: second)
      evidence += plan.settle(at: now)
      for case .look(id, let server) in plan.tasks(at: now) {
        evidence += plan.looked(id, at: server, .noAnswer, at: now)
      }
    }
    #expect(evidence.isEmpty && plan.count == 0)
  }
}
