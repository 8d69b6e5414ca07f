import Jasper
import Platform
import Testing

@Suite("The choice of relays over days")
struct RelayChoiceSimulationTests {
  private func mesh(_ count: Int) -> [RelayURL: RelayChoiceSimulation.Nature] {
    Dictionary(uniqueKeysWithValues: (0..<count).map { (RelaySamples.url("r\($0)"), .init()) })
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `relays that swallow 30% end up avoided, honest ones do not`(seed: UInt64) {
    var natures = mesh(8)
    let bad = [RelaySamples.url("r1"), RelaySamples.url("r4"), RelaySamples.url("r6")]
    for url in bad { natures[url]?.loses = 0.3 }
    var world = RelayChoiceSimulation(natures: natures, seed: seed)
    world.run(steps: 500, secondsEach: 120)
    world.forgetCounts()
    world.run(steps: 2500, secondsEach: 240)
    let total = world.sent.values.reduce(0, +)
    for url in bad {
      #expect(Double(world.sent[url] ?? 0) < 0.02 * Double(total), "\(url) \(world.sent)")
    }
    for relay in world.relays where !bad.contains(relay.url) && relay.url != world.receiving {
      #expect((world.sent[relay.url] ?? 0) > 0, "\(relay.url) is out: \(relay.score)")
    }
    #expect(Double(world.lost) < 0.03 * Double(total), "noise is 0.01: \(world.lost) of \(total)")
    #expect(world.leaks == 0)
  }

  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func `work is spread over relays that are alike`(seed: UInt64) {
    var world = RelayChoiceSimulation(natures: mesh(6), seed: seed)
    world.run(steps: 2000, secondsEach: 60)
    let others = world.relays.map(\.url).filter { $0 != world.receiving }
    let shares = others.map { Double(world.sent[$0] ?? 0) / 2000 }
    #expect(shares.allSatisfy { $0 > 0.02 && $0 < 0.5 }, "\(shares)")
    #expect(world.leaks == 0)
  }

  @Test(arguments: [2, 3, 5], [21, 22, 23] as [UInt64])
  func `no packet leaves through the relay that receives, however they come and go`(count: Int, seed: UInt64) {
    var natures = mesh(count)
    for (index, url) in natures.keys.sorted(by: { $0.text < $1.text }).enumerated() {
      natures[url]?.silent = index == 0 ? 0.5 : 0.2
      natures[url]?.loses = index == 1 ? 0.3 : 0
    }
    var world = RelayChoiceSimulation(natures: natures, seed: seed)
    world.run(steps: 2000, secondsEach: 7)
    #expect(world.leaks == 0)
    #expect(world.sent.values.reduce(0, +) > 1500)
  }

  @Test func `a relay that was down and one that mended its ways are used again`() {
    let (down, mended) = (RelaySamples.url("r1"), RelaySamples.url("r2"))
    var natures = mesh(5)
    natures[down]?.silent = 1
    natures[mended]?.loses = 0.3
    var before = RelayChoiceSimulation(natures: natures, seed: 31)
    before.run(steps: 2000, secondsEach: 60)
    #expect(before.sent[down] == nil)
    var after = RelayChoiceSimulation(natures: mesh(5), after: before)
    after.run(steps: 4000, secondsEach: 300)
    for url in [down, mended] {
      #expect((after.sent[url] ?? 0) > 200 || after.receiving == url, "\(url): \(after.sent)")
    }
  }
}
