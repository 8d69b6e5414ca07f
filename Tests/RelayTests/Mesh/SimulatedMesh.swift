import Jasper
import Platform

@testable import Relay

/// Relays under one clock, in steps of a second, or of 5 s while nothing is on its way. The same from the same seed.
struct SimulatedMesh {
  private struct Push {
    let packet: SimulatedPacket
    let from, to: Int
  }

  private(set) var now = UnixTime(seconds: 1_800_000_000)
  var relays: [SimulatedRelay] = []
  /// Relays that no other reaches; their own clients do.
  var cutOff: Set<Int> = []
  /// Relays whose junk variants are at all others before the true packet is.
  var poisoners: Set<Int> = []
  /// Seconds between syncs of packets, and of servers.
  let interval: (packets: Int64, servers: Int64)
  private(set) var generator: SeededGenerator
  private let start: UnixTime
  private var pushes: [UnixTime: [Push]] = [:]
  /// Reconciliations that ended with an error; none should.
  private(set) var errors: [any Error] = []

  /// Each relay is told of the next one only; the others it has to learn.
  init(count: Int, plain: Set<Int> = [], interval: (Int64, Int64) = (60, 3_600), seed: UInt64) throws {
    self.interval = interval
    generator = SeededGenerator(seed: seed)
    start = now
    let names = try (0..<count).map { try ServerAddress(host: "8.8.\($0).1", port: 80) }
    for index in 0..<count {
      var table = PeerTable(policy: AddressPolicy(allowsPrivatePeers: false), own: [names[index]])
      if count > 1 { try table.configure(names[(index + 1) % count]) }
      relays.append(SimulatedRelay(name: names[index], isPlain: plain.contains(index), table: table))
    }
  }

  /// A client's `/send`.
  mutating func send(_ packet: SimulatedPacket, to relay: Int) { arrive(packet, at: relay, from: nil) }

  mutating func run(seconds: Int64) {
    let end = now.adding(seconds: seconds)
    while now < end {
      let idle = 5 - (now.seconds - start.seconds) % 5
      now = min(end, now.adding(seconds: pushes.isEmpty ? idle : 1))
      for push in pushes.removeValue(forKey: now) ?? [] where reaches(push.from, push.to) {
        arrive(push.packet, at: push.to, from: push.from)
      }
      let time = now.seconds - start.seconds
      for relay in relays.indices {
        relays[relay].retire(at: now)
        probe(relay)
        if (time + Int64(relay) * 5) % interval.servers == 30 { syncServers(relay) }
        if (time + Int64(relay) * 10) % interval.packets == 0 { syncPackets(relay) }
      }
    }
  }

  private func reaches(_ left: Int, _ right: Int) -> Bool { !cutOff.contains(left) && !cutOff.contains(right) }

  private func index(of name: ServerAddress) -> Int? { relays.firstIndex { $0.name == name } }

  private mutating func arrive(_ packet: SimulatedPacket, at relay: Int, from sender: Int?) {
    if poisoners.contains(relay), packet.isTrue, relays[relay].packets[packet.hash] == nil { poison(packet, by: relay) }
    guard relays[relay].admit(packet, at: now) else { return }
    for name in relays[relay].table.partners(at: now) {
      guard let other = index(of: name), other != sender else { continue }
      let due = now.adding(seconds: Int64.random(in: 1...3, using: &generator))
      pushes[due, default: []].append(Push(packet: packet, from: relay, to: other))
    }
  }

  /// Two kinds of junk under the same hash, at once to everybody.
  private mutating func poison(_ packet: SimulatedPacket, by relay: Int) {
    for other in relays.indices where other != relay && reaches(relay, other) {
      var junk = packet
      junk.signature = 1
      arrive(junk, at: other, from: relay)
      junk = packet
      junk.recipient = 1
      arrive(junk, at: other, from: relay)
    }
  }

  private mutating func probe(_ relay: Int) {
    for name in relays[relay].table.probesDue(at: now, using: &generator) { contact(relay, name) }
  }

  /// Whether `name` answers `relay`.
  @discardableResult
  private mutating func contact(_ relay: Int, _ name: ServerAddress) -> Int? {
    guard let other = index(of: name), reaches(relay, other), let address = name.literal else {
      relays[relay].table.failed(name, at: now, using: &generator)
      return nil
    }
    relays[relay].table.answered(name, from: address, at: now, using: &generator)
    return other
  }

  private mutating func syncServers(_ relay: Int) {
    for name in relays[relay].table.partners(at: now) {
      guard let other = contact(relay, name) else { continue }
      let told = relays[relay].table.knownNames() + [relays[relay].name]
      let answer = relays[other].table.knownNames().filter { !told.contains($0) }
      for server in told { relays[other].table.learn(server, from: relays[relay].name) }
      for server in answer { relays[relay].table.learn(server, from: name) }
    }
  }

  private mutating func syncPackets(_ relay: Int) {
    for name in relays[relay].table.partners(at: now) {
      if let other = contact(relay, name) { sync(relay, other) }
    }
  }

  /// One sync, at once: what either lacks it fetches from the other.
  mutating func sync(_ relay: Int, _ other: Int) {
    let (own, others) = (relays[relay].tree, relays[other].tree)
    var difference = SetDifference()
    if relays[relay].isPlain || relays[other].isPlain {
      difference.add(own: own.ids(in: 0..<own.count), others: others.ids(in: 0..<others.count))
    } else {
      do {
        let dialogue = try Dialogue(own, others)
        difference.add(own: dialogue.had.sorted(), others: dialogue.needed.sorted())
      } catch {
        errors.append(error)
      }
    }
    for hash in difference.needed where relays[relay].wants(hash, at: now) { fetch(hash, by: relay, from: other) }
    for hash in difference.had where relays[other].wants(hash, at: now) { fetch(hash, by: other, from: relay) }
  }

  private mutating func fetch(_ hash: ItemID, by relay: Int, from other: Int) {
    for packet in relays[other].fetch(hash) { arrive(packet, at: relay, from: other) }
  }
}
