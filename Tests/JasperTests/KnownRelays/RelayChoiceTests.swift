import Jasper
import Platform
import Testing

@Suite("The choice of a relay")
struct RelayChoiceTests {
  private typealias Samples = RelaySamples
  private let now = RelaySamples.now

  private func receiving(
    _ relays: [KnownRelay], key: String = "k", present: String? = nil, avoiding: [String] = []
  ) -> String? {
    RelayChoice.receiving(
      key: key, among: relays, present: present.map(Samples.url), avoiding: Set(avoiding.map(Samples.url)), now: now
    ).map(name)
  }

  private func sending(
    _ relays: [KnownRelay], to recipient: String = "r", receiving: [String] = [], inUse: [String] = [],
    tried: [String] = []
  ) -> String? {
    RelayChoice.sending(
      recipient: recipient, among: relays, receiving: Set(receiving.map(Samples.url)),
      inUse: Set(inUse.map(Samples.url)), tried: tried.map(Samples.url), now: now
    ).map { name($0.relay) + ($0.warning == nil ? "" : "!") }
  }

  private func name(_ url: RelayURL) -> String { String(url.address.host.prefix { $0 != "." }) }

  @Test func `the least loaded relay that answers receives`() {
    #expect(receiving([]) == nil)
    #expect(
      receiving([Samples.good("a", load: 0.9), Samples.good("b", load: 0.1), Samples.good("c", load: 0.5)]) == "b")
    #expect(receiving([Samples.good("a", load: 1), Samples.untried("b")]) == "a")
    #expect(receiving([Samples.good("a", load: nil), Samples.good("b", load: 0.3)]) == "b")
    #expect(receiving([Samples.poor("a"), Samples.good("b", load: 1)]) == "b")
    #expect(receiving([Samples.poor("a"), Samples.down("b")]) == "a")
    #expect(receiving([Samples.down("a")]) == "a")
  }

  @Test func `the present one stays while it is healthy, whatever the others' load`() {
    let others = [Samples.good("b", load: 0), Samples.good("c", load: 0)]
    #expect(receiving(others + [Samples.good("a", load: 1)], present: "a") == "a")
    #expect(receiving(others + [Samples.poor("a")], present: "a") != "a")
    #expect(receiving(others + [Samples.down("a")], present: "a") != "a")
    #expect(receiving(others + [Samples.good("a")], present: "a", avoiding: ["a"]) != "a")
    #expect(receiving([Samples.untried("a"), Samples.untried("b")], present: "b") == "b")
    #expect(receiving([Samples.untried("a"), Samples.untried("b")], present: "a") == "a")
    #expect(receiving(others, present: "gone") != nil)
  }

  @Test func `one that is used otherwise receives only where the others are poor or down`() {
    let free = Samples.good("b", load: 1)
    #expect(receiving([Samples.good("a", load: 0), free], avoiding: ["a"]) == "b")
    #expect(receiving([Samples.good("a"), Samples.poor("b")], avoiding: ["a"]) == "a")
    #expect(receiving([Samples.good("a"), Samples.down("b")], present: "a", avoiding: ["a"]) == "a")
    #expect(receiving([Samples.good("a"), Samples.good("b")], present: "b", avoiding: ["a", "b"]) == "b")
  }

  @Test func `keys spread over relays that are about as good, each always to the same one`() {
    let relays = (0..<8).map { Samples.good("r\($0)", load: 0.2 + Double($0) / 1000) }
    var counts: [String: Int] = [:]
    for key in 0..<800 {
      let first = receiving(relays, key: "key \(key)") ?? ""
      #expect(receiving(relays.reversed(), key: "key \(key)") == first)
      counts[first, default: 0] += 1
    }
    #expect(counts.count == 8 && counts.values.allSatisfy { (60...150).contains($0) }, "\(counts)")
  }

  @Test func `a relay that receives does not send where there is another one, whatever that one is like`() {
    let mine = Samples.good("a", load: 0)
    #expect(sending([mine, Samples.good("b", load: 1)], receiving: ["a"]) == "b")
    #expect(sending([mine, Samples.untried("b")], receiving: ["a"]) == "b")
    #expect(sending([mine, Samples.poor("b")], receiving: ["a"]) == "b")
    #expect(sending([mine, Samples.down("b")], receiving: ["a"]) == "b")
    #expect(sending([mine, Samples.good("b")], receiving: ["a"], inUse: ["b"], tried: ["b", "b"]) == "b")
    #expect(sending([], receiving: ["a"]) == nil)
  }

  @Test func `the only relay there is does both, with a warning; one that is long gone is no other one`() {
    #expect(sending([Samples.good("a")], receiving: ["a"]) == "a!")
    #expect(sending([Samples.good("a"), Samples.down("b", seconds: 599)], receiving: ["a"]) == "b")
    #expect(sending([Samples.good("a"), Samples.down("b", seconds: 600)], receiving: ["a"]) == "a!")
    #expect(sending([Samples.good("a"), Samples.down("b", seconds: 600), Samples.good("c")], receiving: ["a"]) == "c")
    #expect(sending([Samples.good("a"), Samples.good("b")], receiving: ["a", "b"], tried: ["a"]) == "b!")
  }

  @Test func `each recipient's packet leaves through another relay as far as they go`() {
    let relays = (0..<5).map { Samples.good("r\($0)", load: Double($0) / 5) }
    var used: [String] = []
    for recipient in 0..<4 {
      let relay = sending(relays, to: "to \(recipient)", receiving: ["r2"], inUse: used) ?? ""
      #expect(!used.contains(relay) && relay != "r2")
      used.append(relay)
    }
    let fifth = sending(relays, to: "to 4", receiving: ["r2"], inUse: used)
    #expect(fifth != nil && fifth != "r2", "then some are used twice")
  }

  @Test func `a packet goes to relays that did not have it; then again to the one that had it first`() {
    let relays = [Samples.good("a", load: 0), Samples.good("b", load: 0.5), Samples.good("c", load: 1)]
    #expect(
      sending(relays) == "a" && sending(relays, tried: ["a"]) == "b" && sending(relays, tried: ["a", "b"]) == "c")
    #expect(sending(relays, tried: ["b", "a", "c"]) == "b")
    #expect(sending(relays, tried: ["a", "b", "c", "a"]) == "b", "the last time counts")
    #expect(sending([Samples.good("a"), Samples.poor("b")], tried: ["a"]) == "b", "rather a poor one than again")
    #expect(sending([Samples.good("a"), Samples.down("b")], tried: ["a"]) == "a", "rather again than one that is down")
    #expect(sending([Samples.poor("a"), Samples.down("b")], tried: ["a"]) == "b")
    #expect(sending([Samples.down("a"), Samples.down("b")], tried: ["a"]) == "b")
  }

  @Test func `a good relay sends rather than an unknown one, a poor one or one that is down`() {
    let good = Samples.good("a", load: 1)
    for other in [Samples.untried("b"), Samples.poor("b"), Samples.down("b")] {
      #expect(sending([other, good]) == "a")
    }
    #expect(sending([Samples.untried("b"), good], inUse: ["a"]) == "b")
    #expect(sending([Samples.poor("b"), good], inUse: ["a"]) == "a")
  }

  @Test
  func `it is looked elsewhere whether a packet spread: not where it entered, not where we fetch, not at a poor one`() {
    func checking(_ relays: [KnownRelay], avoiding: [String] = ["rx"], packet: String = "p") -> String? {
      RelayChoice.checking(
        packet: packet, sentThrough: Samples.url("tx"), among: relays, avoiding: Set(avoiding.map(Samples.url)),
        now: now
      ).map(name)
    }
    let both = [Samples.good("tx"), Samples.good("rx")]
    #expect(checking(both) == nil)
    #expect(checking(both, avoiding: []) == "rx")
    #expect(checking(both + [Samples.poor("b"), Samples.down("c")]) == nil)
    #expect(checking(both + [Samples.untried("b")]) == "b")
    #expect(checking(both + [Samples.untried("b"), Samples.good("c", load: 1)]) == "c")
    let many = both + (0..<4).map { Samples.good("r\($0)") }
    let used = Set((0..<100).compactMap { checking(many, packet: "packet \($0)") })
    #expect(used == ["r0", "r1", "r2", "r3"], "packets spread over those that may be asked")
  }

  @Test func `relays are asked how they are when they are new, when their pause is over, and now and then`() {
    let old = Samples.good("old", at: now.adding(seconds: -600))
    let fresh = Samples.good("fresh", at: now.adding(seconds: -599))
    var failed = Samples.good("failed", at: now.adding(seconds: -30))
    failed.unreachable(at: now.adding(seconds: -5))
    let relays = [fresh, Samples.down("down"), failed, old, Samples.untried("new")]
    #expect(RelayChoice.probing(among: relays, limit: 9, now: now).map(name) == ["new", "old", "failed"])
    #expect(RelayChoice.probing(among: relays, limit: 1, now: now).map(name) == ["new"])
  }
}
