import Jasper
import Platform
import Testing

@Suite("Servers that relays tell of")
struct LearnedServersTests {
  private let teller = RelaySamples.url("teller")

  private func learned(
    known: [(relay: RelayURL, teller: RelayURL?)] = [], removed: [RelayURL] = []
  ) -> LearnedServers {
    LearnedServers(known: known, removed: removed)
  }

  @Test func `what is new is taken once, in its order; what is known by any scheme is not`() throws {
    let secure = try RelayURL(isSecure: true, address: RelaySamples.server("secure.example"))
    var servers = learned(known: [(teller, nil), (secure, nil)])
    let told = try ["b.example", "teller.example", "a.example", "B.EXAMPLE", "secure.example"].map {
      try RelaySamples.server($0)
    }
    #expect(servers.take(told, from: teller) == [RelaySamples.url("b"), RelaySamples.url("a")])
    #expect(servers.take(told, from: RelaySamples.url("c")).isEmpty)
  }

  @Test func `what the person removed is never learned again`() throws {
    var servers = learned(removed: [RelaySamples.url("gone")])
    #expect(try servers.take([RelaySamples.server("gone.example")], from: teller).isEmpty)
    #expect(
      try servers.take([RelaySamples.server("gone.example", 81)], from: teller).count == 1, "another port is another")
  }

  @Test func `one relay tells of 32 and all together of 256, over all times, and the person's own do not count`() throws
  {
    func told(_ name: Int) throws -> [ServerAddress] {
      try (0..<40).map { try RelaySamples.server("s\($0)-\(name).example") }
    }
    var servers = learned(known: (0..<500).map { (RelaySamples.url("own\($0)"), nil) })
    var all: [(relay: RelayURL, teller: RelayURL?)] = []
    for name in 0..<8 {
      let teller = RelaySamples.url("t\(name)")
      let taken = try servers.take(told(name), from: teller)
      #expect(taken.count == 32)
      all += taken.map { ($0, teller) }
    }
    #expect(try servers.take(told(8), from: RelaySamples.url("t8")).isEmpty)
    var later = learned(known: Array(all.dropLast()))
    #expect(try later.take(told(9), from: RelaySamples.url("t0")).isEmpty, "as many as it may, told before")
    #expect(try later.take(told(9), from: RelaySamples.url("t9")).count == 1)
  }

  @Test func `no more than eight are taken in one block of addresses`() throws {
    var servers = learned()
    let near = try (1...20).map { try RelaySamples.server("8.8.8.\($0)") }
    #expect(servers.take(near, from: teller).count == 8)
    #expect(try servers.take([RelaySamples.server("8.8.9.1")], from: teller).count == 1)
    let six = try (1...20).map { try RelaySamples.server("2001:4860:4860:\($0)::1") }
    #expect(servers.take(six, from: teller).count == 8)
    let home = try #require(RelayURL("http://192.168.1.1:80"))
    let inside = try (1...20).map { try RelaySamples.server("192.168.1.\($0)") }
    #expect(servers.take(inside, from: home).count == 20, "inside, blocks say nothing")
  }

  @Test(arguments: AddressKind.allCases)
  func `only a relay that is inside itself may tell of addresses inside`(told: AddressKind) {
    let inside: [AddressKind] = [.loopback, .privateUse, .linkLocal, .localName]
    for teller in AddressKind.allCases {
      let expected =
        switch told {
        case .global: true
        case .loopback: teller == .loopback
        case .privateUse, .linkLocal, .localName: inside.contains(teller)
        case .documentation: teller == .documentation || teller == .loopback
        case .reserved: teller == .reserved || teller == .loopback
        case .multicast, .unspecified, .malformed: false
        }
      #expect(LearnedServers.mayTell(teller, of: told) == expected, "\(teller) of \(told)")
    }
  }

  @Test func `a stranger does not send this machine to its own doors`() throws {
    let hosts = [
      "127.0.0.1", "::1", "localhost", "192.168.1.1", "169.254.169.254", "fe80::1", "router", "0.0.0.0", "127.1",
    ]
    var servers = learned()
    #expect(try servers.take(hosts.map { try RelaySamples.server($0) }, from: teller).isEmpty)
    let local = try #require(RelayURL("http://127.0.0.1:7000"))
    let taken = try servers.take(hosts.map { try RelaySamples.server($0) }, from: local)
    #expect(taken.map(\.address.host) == Array(hosts.prefix(7)))
  }
}
