import Jasper
import Platform

@testable import Relay

/// Relays that exchange nothing but canaries, with all that honest relays suffer: downtime, cut links, slow pushes, full
/// stores. Sets stand for stores, and a sync is their union; the plans, scores and tables are the real ones.
///
/// Steps of 15 s, sync rounds of 60 s. The same from the same seed.
struct CanaryWorld {
  struct Faults {
    /// How likely each begins in a round, for one relay or one link.
    var down = 0.0
    var full = 0.0
    var cut = 0.0
    /// How long they last at most, in rounds, and pushes take at most, in seconds.
    var rounds = 25
    var latency: Int64 = 20
  }

  enum Swallower {
    /// Drops the same packets from whoever they come.
    case byHash
    /// Draws a lot for each arrival.
    case byArrival
  }

  struct Relay {
    let name: ServerAddress
    var store: Set<ItemID> = []
    /// Exclusive or of what is in the store: equal stores are told apart from others without comparing them.
    var digest: UInt64 = 0
    var downUntil = UnixTime(seconds: 0)
    var fullUntil = UnixTime(seconds: 0)
    var plan = CanaryPlan(interval: 60)
    var table: PeerTable
  }

  private struct Push {
    let id: ItemID
    let from, to: Int
  }

  private(set) var relays: [Relay] = []
  private(set) var now = UnixTime(seconds: 1_800_000_000)
  private(set) var canaries = 0
  /// How often a canary counted against somebody who swallows nothing, among probers that do not either.
  private(set) var falseLosses = 0
  /// Who was put into quarantine by whom, and in which round.
  private(set) var quarantines: [(of: Int, by: Int, round: Int)] = []
  var swallows: [Int: (kind: Swallower, share: Double)] = [:]
  private let faults: Faults
  private var cutUntil: [Int: UnixTime] = [:]
  private var pushes: [UnixTime: [Push]] = [:]
  private var born: [(id: ItemID, round: Int)] = []
  private var generator: SeededGenerator

  init(count: Int, faults: Faults = Faults(), seed: UInt64) throws {
    self.faults = faults
    generator = SeededGenerator(seed: seed)
    let names = try (0..<count).map { try ServerAddress(host: "8.8.\($0).1", port: 80) }
    for name in names {
      var table = PeerTable(policy: AddressPolicy(allowsPrivatePeers: false), own: [name])
      for other in names where other != name { try table.configure(other) }
      _ = table.probesDue(at: now, using: &generator)
      for other in names where other != name {
        table.answered(other, from: other.literal ?? NetworkAddress.zero, at: now, using: &generator)
      }
      relays.append(Relay(name: name, table: table))
    }
  }

  /// One sync round.
  mutating func round(_ number: Int) {
    for prober in relays.indices {
      let peers = relays[prober].table.partners(at: now)
      let entries = relays[prober].plan.beginRound(peers: peers, using: &generator)
      guard isUp(prober), relays[prober].fullUntil <= now else { continue }
      for entry in entries { send(from: prober, to: index(of: entry), peers: peers, round: number) }
    }
    // Now, so that it hits relays that have just accepted something.
    strike()
    for quarter in 0..<4 {
      deliver()
      for left in relays.indices {
        for right in relays.indices where left < right && (left + right + number) % 4 == quarter { sync(left, right) }
      }
      for prober in relays.indices where isUp(prober) { work(prober, round: number) }
      now = now.adding(seconds: 15)
    }
    // Stores are kept small: what is old is no canary any more.
    while let first = born.first, first.round + 25 < number {
      for relay in relays.indices where relays[relay].store.remove(first.id) != nil {
        relays[relay].digest ^= first.id.words.0
      }
      born.removeFirst()
    }
  }

  private func isUp(_ relay: Int) -> Bool { relays[relay].downUntil <= now }

  private func reaches(_ left: Int, _ right: Int) -> Bool {
    isUp(left) && isUp(right) && (cutUntil[min(left, right) * 100 + max(left, right)].map { $0 <= now } ?? true)
  }

  private func index(of name: ServerAddress) -> Int { relays.firstIndex { $0.name == name } ?? 0 }

  private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }

  private mutating func strike() {
    func end() -> UnixTime { now.adding(seconds: Int64.random(in: 10...Int64(faults.rounds) * 60, using: &generator)) }
    for relay in relays.indices {
      if chance(faults.down) { relays[relay].downUntil = end() }
      if chance(faults.full) { relays[relay].fullUntil = end() }
      for other in relays.indices where relay < other && chance(faults.cut) { cutUntil[relay * 100 + other] = end() }
    }
  }

  /// A packet that has reached `relay`.
  private mutating func store(_ id: ItemID, at relay: Int) -> SendOutcome {
    if relays[relay].store.contains(id) { return .accepted }
    let isFull = relays[relay].fullUntil > now
    relays[relay].plan.arrived(id, kept: !isFull, at: now)
    if isFull { return .refused }
    if let (kind, share) = swallows[relay] {
      switch kind {
      case .byHash: if Double(id.words.3 >> 11) / Double(1 << 53) < share { return .accepted }
      case .byArrival: if chance(share) { return .accepted }
      }
    }
    relays[relay].store.insert(id)
    relays[relay].digest ^= id.words.0
    for other in relays.indices where other != relay && !relays[other].store.contains(id) {
      // A quarter of them is there before the answer to `/send` is.
      let latency = chance(0.25) ? 0 : Int64.random(in: 0...faults.latency, using: &generator)
      let due = now.adding(seconds: (latency + 14) / 15 * 15)
      pushes[due, default: []].append(Push(id: id, from: relay, to: other))
    }
    return .accepted
  }

  private mutating func deliver() {
    for push in pushes.removeValue(forKey: now) ?? [] where reaches(push.from, push.to) {
      _ = store(push.id, at: push.to)
    }
  }

  private mutating func send(from prober: Int, to entry: Int, peers: [ServerAddress], round: Int) {
    let id = ItemID.random(&generator)
    canaries += 1
    born.append((id, round))
    let outcome = reaches(prober, entry) ? store(id, at: entry) : .noAnswer
    deliver()
    relays[prober].plan.sent(id, to: relays[entry].name, outcome, peers: peers, at: now, using: &generator)
  }

  private mutating func sync(_ left: Int, _ right: Int) {
    guard reaches(left, right) else { return }
    if relays[left].digest != relays[right].digest {
      let (ofLeft, ofRight) = (relays[left].store, relays[right].store)
      for id in ofLeft.subtracting(ofRight).sorted() { _ = store(id, at: right) }
      for id in ofRight.subtracting(ofLeft).sorted() { _ = store(id, at: left) }
    }
    relays[left].plan.synced(with: relays[right].name, began: now)
    relays[right].plan.synced(with: relays[left].name, began: now)
  }

  private mutating func work(_ prober: Int, round: Int) {
    var evidence = relays[prober].plan.settle(at: now)
    for task in relays[prober].plan.tasks(at: now) {
      switch task {
      case .look(let id, let server):
        let other = index(of: server)
        let outcome: LookOutcome =
          !reaches(prober, other) ? .noAnswer : relays[other].store.contains(id) ? .found : .missing
        evidence += relays[prober].plan.looked(id, at: server, outcome, at: now)
      case .offer(let id, let server):
        let other = index(of: server)
        let outcome = reaches(prober, other) ? store(id, at: other) : .noAnswer
        relays[prober].plan.offered(id, to: server, outcome, at: now)
      }
    }
    for piece in evidence where piece.isLost && swallows[prober] == nil && swallows[index(of: piece.server)] == nil {
      falseLosses += 1
    }
    for piece in evidence where relays[prober].table.add(piece, at: now) {
      quarantines.append((index(of: piece.server), prober, round))
    }
  }
}

extension NetworkAddress {
  fileprivate static let zero = NetworkAddress(bytes: [8, 8, 8, 8])!  // four bytes
}
