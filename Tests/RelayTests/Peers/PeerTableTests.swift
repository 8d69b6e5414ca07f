import Jasper
import Platform
import Testing

@testable import Relay

@Suite("Peer table")
struct PeerTableTests {
  private static let start = UnixTime(seconds: 1_800_000_000)
  private var generator = SeededGenerator(seed: 1)

  private func server(_ number: Int) throws -> ServerAddress {
    try ServerAddress(host: "8.\(number / 250 + 1).\(number % 250).9", port: 80)
  }

  private func later(_ seconds: Int64) -> UnixTime { Self.start.adding(seconds: seconds) }

  private func table(private allowed: Bool = false, limits: PeerLimits = PeerLimits()) -> PeerTable {
    PeerTable(policy: AddressPolicy(allowsPrivatePeers: allowed), limits: limits)
  }

  /// Has `name` asked and answer.
  @discardableResult
  private mutating func admit(_ name: ServerAddress, to table: inout PeerTable, at now: UnixTime) throws -> Bool {
    _ = table.probesDue(at: now, using: &generator)
    return table.answered(name, from: try #require(name.literal), at: now, using: &generator)
  }

  @Test mutating func `a server that was told of is neither used nor passed on before it has answered`() throws {
    var table = table()
    let name = try server(1)
    #expect(table.learn(name, from: nil) == .new)
    #expect(table.learn(name, from: nil) == .known)
    #expect(table.partners(at: Self.start).isEmpty && table.knownNames().isEmpty)
    #expect(table.probesDue(at: Self.start, using: &generator) == [name])
    #expect(table.probesDue(at: Self.start, using: &generator) == [])
    #expect(table.knownNames().isEmpty)
    let isUsed = table.answered(name, from: try #require(name.literal), at: later(1), using: &generator)
    #expect(isUsed)
    #expect(table.partners(at: later(1)) == [name] && table.knownNames() == [name])
    #expect(table.peers(at: try #require(name.literal)) == [name])
  }

  @Test mutating func `each server that was told of is asked within 5 seconds, however many there are`() throws {
    var table = table()
    for second in 0..<600 as Range<Int64> {
      let news = try (0..<20).map { try server(Int(second) * 20 + $0) }
      let taken = news.filter { table.learn($0, from: nil) == .new }
      // Nobody answers: they fail after 5 s and are asked again later.
      let asked = Set(table.probesDue(at: later(second), using: &generator))
      #expect(asked.isSuperset(of: taken))
      #expect(table.peers.count <= PeerLimits().learned)
    }
  }

  @Test mutating func `a silent server is asked again after a growing pause, and then forgotten`() throws {
    var table = table()
    let name = try server(1)
    table.learn(name, from: nil)
    var asked: [Int64] = []
    for second in 0..<100 as Range<Int64> where !table.probesDue(at: later(second), using: &generator).isEmpty {
      asked.append(second)
    }
    #expect(asked.count == 3 && asked.first == 0)
    #expect(table[name] == nil)
  }

  @Test mutating func `the address really connected to decides, not the name`() throws {
    var table = table()
    let name = try ServerAddress(host: "rebind.example", port: 80)
    table.learn(name, from: nil)
    _ = table.probesDue(at: Self.start, using: &generator)
    let inside = try #require(NetworkAddress(bytes: [127, 0, 0, 1]))
    let isUsed = table.answered(name, from: inside, at: Self.start, using: &generator)
    #expect(!isUsed && table[name] == nil)
    // Later as well, when it has been fine for long.
    table.learn(name, from: nil)
    let outside = try #require(NetworkAddress(bytes: [8, 8, 8, 8]))
    let wasUsed = table.answered(name, from: outside, at: Self.start, using: &generator)
    let isStillUsed = table.answered(name, from: inside, at: later(60), using: &generator)
    #expect(wasUsed && !isStillUsed && table.knownNames().isEmpty)
  }

  @Test mutating func `private servers are peers only where that is allowed`() throws {
    let name = try ServerAddress(host: "192.168.1.7", port: 80)
    var strict = table()
    #expect(strict.learn(name, from: nil) == .refused(.privateUse))
    #expect(throws: PeerError(.serverAddressRefused, "")) { try strict.configure(name) }
    var open = table(private: true)
    #expect(open.learn(name, from: nil) == .new)
    #expect(open.learn(try ServerAddress(host: "0.0.0.0", port: 80), from: nil) == .refused(.unspecified))
  }

  @Test mutating func `a relay does not know itself, under any name`() throws {
    let (own, other) = (try server(1), try server(2))
    var table = PeerTable(policy: AddressPolicy(allowsPrivatePeers: false), own: [own])
    #expect(table.learn(own, from: nil) == .own)
    table.learn(other, from: nil)
    table.isOwn(other)
    #expect(table[other] == nil && table.learn(other, from: nil) == .own)
  }

  @Test mutating func `one teller cannot crowd out what others tell`() throws {
    var table = table()
    let teller = try server(1)
    table.learn(teller, from: nil)
    try admit(teller, to: &table, at: Self.start)
    let told = try (100..<200).map { table.learn(try server($0), from: teller) }
    #expect(told.count { $0 == .new } == PeerLimits().learnedFromOne)
    #expect(told.last == .full)
    #expect(table.learn(try server(300), from: nil) == .new)
  }

  @Test mutating func `who tells of servers that are not there loses worth, and is not heard in the end`() throws {
    var table = table()
    let (liar, honest) = (try server(1), try server(2))
    for name in [liar, honest] {
      table.learn(name, from: nil)
      try admit(name, to: &table, at: Self.start)
    }
    for number in 10..<30 { table.learn(try server(number), from: number < 20 ? liar : honest) }
    for second in 1..<120 as Range<Int64> {
      _ = table.probesDue(at: later(second), using: &generator)
      for number in 20..<30 {
        let name = try server(number)
        if table[name] != nil {
          table.answered(name, from: try #require(name.literal), at: later(second), using: &generator)
        }
      }
    }
    #expect(table.learn(try server(40), from: liar) == .unheard)
    #expect(table.learn(try server(41), from: honest) == .new)
    let (low, high) = (try #require(table[liar]).score.worth, try #require(table[honest]).score.worth)
    #expect(low < 0.5 && high > 0.9)
  }

  @Test mutating func `one network cannot become most of the mesh`() throws {
    var table = table()
    var admitted = 0
    for last in 1...40 {
      let name = try ServerAddress(host: "9.9.9.\(last)", port: 80)
      table.learn(name, from: nil)
      if try admit(name, to: &table, at: Self.start) { admitted += 1 }
    }
    #expect(admitted == PeerLimits().activeInOneBlock)
  }

  @Test mutating func `a peer that fails rests, comes back, and is forgotten only after a week unless configured`()
    throws
  {
    var table = table()
    let (learned, configured) = (try server(1), try server(2))
    table.learn(learned, from: nil)
    try table.configure(configured)
    for name in [learned, configured] { try admit(name, to: &table, at: Self.start) }
    table.failed(learned, at: Self.start, using: &generator)
    #expect(table.partners(at: Self.start) == [configured])
    #expect(table.partners(at: later(5)) == [learned, configured])
    for name in [learned, configured] {
      for _ in 0..<9 { table.failed(name, at: later(5), using: &generator) }
    }
    #expect(table.knownNames().isEmpty)
    #expect(table.partners(at: later(5 + 120)) == [learned, configured])
    for name in [learned, configured] { table.failed(name, at: later(7 * 86_400), using: &generator) }
    #expect(table[learned] == nil && table[configured] != nil)
  }

  @Test mutating func `a peer in quarantine is not used, not passed on, and asked anew when it is over`() throws {
    var table = table()
    let name = try server(1)
    table.learn(name, from: nil)
    try admit(name, to: &table, at: Self.start)
    let loss = CanaryEvidence(server: name, role: .entry, isLost: true)
    let quarantined = [table.add(loss, at: later(1)), table.add(loss, at: later(2)), table.add(loss, at: later(3))]
    #expect(quarantined == [false, false, true])
    #expect(table.partners(at: later(4)).isEmpty && table.knownNames().isEmpty)
    let isUsed = table.answered(name, from: try #require(name.literal), at: later(5), using: &generator)
    #expect(!isUsed)
    table.release(at: later(3 + 3_599))
    #expect(table[name]?.state == .quarantined(until: later(3 + 3_600)))
    table.release(at: later(3 + 3_600))
    #expect(table.probesDue(at: later(3 + 3_600), using: &generator) == [name])
    #expect(try #require(table[name]).score.quarantines == 1)
    // The next one is longer.
    try admit(name, to: &table, at: later(4_000))
    for _ in 0..<3 { table.add(loss, at: later(4_000)) }
    #expect(table[name]?.state == .quarantined(until: later(4_000 + 7_200)))
  }

  @Test mutating func `a peer that is silent after its quarantine is asked again with pauses`() throws {
    var table = table()
    let name = try server(1)
    try table.configure(name)
    try admit(name, to: &table, at: Self.start)
    for _ in 0..<3 { table.add(CanaryEvidence(server: name, role: .carrier, isLost: true), at: Self.start) }
    table.release(at: later(3_600))
    var asked = 0
    for second in 3_600..<4_200 as Range<Int64> {
      asked += table.probesDue(at: later(second), using: &generator).count
    }
    #expect((4...15).contains(asked), "\(asked)")
    try admit(name, to: &table, at: later(5_000))
    #expect(table.partners(at: later(5_000)) == [name])
  }

  @Test mutating func `a full table takes a new server only for one that has long been silent`() throws {
    var limits = PeerLimits()
    limits.active = 2
    var table = table(limits: limits)
    for number in 1...3 {
      table.learn(try server(number), from: nil)
      try admit(try server(number), to: &table, at: Self.start)
    }
    #expect(table[try server(3)] == nil && table.peers.count == 2)
    for _ in 0..<10 { table.failed(try server(1), at: Self.start, using: &generator) }
    table.learn(try server(3), from: nil)
    try admit(try server(3), to: &table, at: later(1))
    #expect(table.partners(at: later(1)) == [try server(2), try server(3)])
  }

  @Test mutating func `pauses grow to an hour and differ from relay to relay`() {
    var backOff = BackOff(longest: 3_600)
    var now = Self.start
    var longest: Int64 = 0
    for _ in 0..<30 {
      backOff.failed(at: now, using: &generator)
      let next = backOff.next ?? now
      #expect(next > now && !backOff.allows(at: now) && backOff.allows(at: next))
      longest = max(longest, next.seconds - now.seconds)
      now = next
    }
    #expect((1_800...3_600).contains(longest))
    backOff.succeeded()
    #expect(backOff.allows(at: now))
  }
}
