import Jasper
import Platform
import Testing

@testable import Relay

@Suite("Mesh under a driven clock")
struct MeshTests {
  private func packets(_ count: Int, bound: Bool = true, seed: UInt64) -> [SimulatedPacket] {
    var generator = SeededGenerator(seed: seed)
    return ItemID.randoms(count, &generator).map { SimulatedPacket(hash: $0, isBound: bound) }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `of 10,000 packets each reaches all five relays, one of them cut off for an hour, and each stores it once`(
    seed: UInt64
  ) throws {
    // One relay knows Jasper 1.0.0 only.
    var mesh = try SimulatedMesh(count: 5, plain: [4], seed: seed)
    var generator = SeededGenerator(seed: seed + 100)
    let packets = packets(10_000, seed: seed)
    for (number, packet) in packets.enumerated() {
      // 5 packets in 3 s, for 100 minutes; clients of the one that is cut off go on sending to it.
      mesh.send(packet, to: Int.random(in: 0..<5, using: &generator))
      if number % 5 == 4 { mesh.run(seconds: 3) }
      if number == 2_000 { mesh.cutOff = [2] }
      if number == 8_000 { mesh.cutOff = [] }
      if number == 7_999 {
        #expect(mesh.relays[2].packets.count < 5_000 && mesh.relays[0].packets.count < 8_000)
      }
    }
    // The last pushes, and two syncs.
    mesh.run(seconds: 150)
    for relay in mesh.relays {
      #expect(relay.packets.count == 10_000 && relay.tree.count == 10_000)
      #expect(relay.storings.count == 10_000 && relay.storings.values.allSatisfy { $0 == 1 })
    }
    #expect(mesh.errors.isEmpty)
  }

  @Test func `relays that know one other each know all after two hour syncs`() throws {
    var mesh = try SimulatedMesh(count: 8, seed: 9)
    #expect(mesh.relays.allSatisfy { $0.table.peers.count == 1 })
    mesh.run(seconds: 2 * 3_600)
    for relay in mesh.relays {
      #expect(Set(relay.table.knownNames()) == Set(mesh.relays.map(\.name)).subtracting([relay.name]))
    }
  }

  @Test func `a relay that was cut off has everything within three minutes after it healed`() throws {
    var mesh = try SimulatedMesh(count: 5, seed: 3)
    mesh.run(seconds: 120)
    mesh.cutOff = [2]
    for packet in packets(1_000, seed: 3) { mesh.send(packet, to: 0) }
    mesh.run(seconds: 3_600)
    #expect(mesh.relays[2].packets.isEmpty)
    mesh.cutOff = []
    mesh.run(seconds: 180)
    #expect(mesh.relays.allSatisfy { $0.packets.count == 1_000 })
  }

  @Test func `a relay that spreads junk under a true hash first keeps the true packet from nobody`() throws {
    var mesh = try SimulatedMesh(count: 5, seed: 4)
    mesh.run(seconds: 120)
    mesh.poisoners = [3]
    let bound = packets(500, bound: true, seed: 4)
    let plain = packets(500, bound: false, seed: 5)
    // The poisoner hears of half of them first.
    for (number, packet) in (bound + plain).enumerated() { mesh.send(packet, to: number % 2 == 0 ? 3 : 0) }
    mesh.run(seconds: 180)
    for relay in mesh.relays {
      #expect(bound.allSatisfy { relay.fetch($0.hash) == [$0] })
      #expect(plain.allSatisfy { relay.fetch($0.hash).contains($0) && relay.fetch($0.hash).count <= 4 })
    }
  }

  @Test func `a relay that hears of packets only from a poisoner gets the true ones as soon as it meets another`()
    throws
  {
    var mesh = try SimulatedMesh(count: 5, seed: 6)
    mesh.run(seconds: 120)
    mesh.cutOff = [2]
    let bound = packets(500, bound: true, seed: 6)
    for packet in bound { mesh.send(packet, to: 0) }
    mesh.run(seconds: 60)
    // Its first contact is junk under every hash.
    for packet in bound {
      mesh.send(SimulatedPacket(hash: packet.hash, recipient: 1, isBound: true), to: 2)
      mesh.send(SimulatedPacket(hash: packet.hash, signature: 1, isBound: true), to: 2)
    }
    #expect(mesh.relays[2].packets.isEmpty)
    mesh.cutOff = []
    mesh.run(seconds: 240)
    #expect(bound.allSatisfy { mesh.relays[2].fetch($0.hash) == [$0] })
  }

  @Test func `packets go 7 days after each relay's own first sight, and no peer brings them back for 14 more`() throws {
    var mesh = try SimulatedMesh(count: 4, interval: (600, 3_600), seed: 7)
    mesh.run(seconds: 1_800)
    let packets = packets(100, seed: 7)
    mesh.cutOff = [2]
    let sent = mesh.now
    for packet in packets { mesh.send(packet, to: 0) }
    mesh.run(seconds: 7_200)
    mesh.cutOff = []
    let second: Int64 = 1
    mesh.run(seconds: sent.seconds + SimulatedRelay.retention - second - mesh.now.seconds)
    #expect(mesh.relays.allSatisfy { $0.packets.count == 100 })
    mesh.run(seconds: 2 * second)
    #expect(mesh.relays[0].packets.isEmpty && mesh.relays[0].tree.isEmpty)
    // The one that was cut off saw them two hours later and keeps them as much longer; the first does not take them back.
    mesh.run(seconds: 3_600)
    #expect(mesh.relays[2].packets.count == 100 && mesh.relays[0].packets.isEmpty)
    mesh.run(seconds: 7_200)
    #expect(mesh.relays.allSatisfy { $0.packets.isEmpty })
    // A server that never lets go of anything sends all of them again, twice a day.
    for _ in 0..<26 {
      for packet in packets { for relay in 0..<4 { mesh.send(packet, to: relay) } }
      mesh.run(seconds: 43_200)
      #expect(mesh.relays.allSatisfy { $0.packets.isEmpty })
    }
    #expect(mesh.relays.allSatisfy { $0.storings.values.allSatisfy { $0 == 1 } })
  }

  @Test(arguments: [false, true])
  func `two relays with 10,000 disjoint packets each converge in one pass`(plain: Bool) throws {
    var mesh = try SimulatedMesh(count: 2, plain: plain ? [1] : [], seed: 8)
    let packets = packets(20_000, seed: 8)
    for (number, packet) in packets.enumerated() { mesh.send(packet, to: number % 2) }
    mesh.sync(0, 1)
    for relay in mesh.relays {
      #expect(relay.packets.count == 20_000 && relay.storings.values.allSatisfy { $0 == 1 })
    }
    #expect(mesh.errors.isEmpty)
  }
}
