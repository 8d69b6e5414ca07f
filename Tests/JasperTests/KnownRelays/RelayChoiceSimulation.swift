import Jasper
import Platform

/// A client that sends packets through a mesh for some days, and learns which relays are worth it.
struct RelayChoiceSimulation {
  /// What a relay is really like.
  struct Nature {
    /// The share of the packets it takes that get nowhere.
    var loses = 0.0
    /// The share of the tries that it does not answer.
    var silent = 0.0
    var load = 0.2
  }

  private var natures: [RelayURL: Nature]
  private(set) var relays: [KnownRelay]
  /// How often each one sent.
  private(set) var sent: [RelayURL: Int] = [:]
  private(set) var lost = 0
  /// Times that a packet left through a relay that received then.
  private(set) var leaks = 0
  private var random: SeededRandom
  private(set) var now = RelaySamples.now
  private(set) var receiving: RelayURL?

  init(natures: [RelayURL: Nature], seed: UInt64) {
    self.natures = natures
    relays = natures.keys.sorted { $0.text < $1.text }.map { KnownRelay(url: $0) }
    random = SeededRandom(state: seed)
  }

  /// Goes on from another one, with relays that are different now.
  init(natures: [RelayURL: Nature], after other: RelayChoiceSimulation) {
    self = other
    self.natures = natures
    forgetCounts()
  }

  /// Sends to 20 recipients, one packet a step, and looks elsewhere what became of each.
  /// - Parameter noise: the share of good packets that is not found elsewhere in time.
  mutating func run(steps: Int, secondsEach: Int64, noise: Double = 0.01) {
    for step in 0..<steps {
      now = now.adding(seconds: secondsEach)
      for url in RelayChoice.probing(among: relays, limit: 4, now: now) { _ = answers(url) }
      receiving = RelayChoice.receiving(key: "mine", among: relays, present: receiving, now: now)
      send(packet: "packet \(step)", to: "recipient \(step % 20)", noise: noise)
    }
  }

  mutating func forgetCounts() {
    sent = [:]
    lost = 0
  }

  private mutating func send(packet: String, to recipient: String, noise: Double) {
    let own = Set([receiving].compactMap { $0 })
    var tried: [RelayURL] = []
    for _ in 0..<8 {
      let choice = RelayChoice.sending(recipient: recipient, among: relays, receiving: own, tried: tried, now: now)
      guard let choice else { return }
      if own.contains(choice.relay) { leaks += 1 }
      guard answers(choice.relay) else { continue }
      sent[choice.relay, default: 0] += 1
      tried.append(choice.relay)
      let checker = RelayChoice.checking(
        packet: packet, sentThrough: choice.relay, among: relays, avoiding: own, now: now)
      guard checker != nil, let index = relays.firstIndex(where: { $0.url == choice.relay }) else { return }
      if chance(natures[choice.relay]?.loses ?? 0) || chance(noise) {
        relays[index].lost(at: now)
        lost += 1
      } else {
        relays[index].delivered(at: now)
        return
      }
    }
  }

  private mutating func answers(_ url: RelayURL) -> Bool {
    guard let index = relays.firstIndex(where: { $0.url == url }), let nature = natures[url] else { return false }
    if chance(nature.silent) {
      relays[index].unreachable(at: now)
      return false
    }
    relays[index].answered(load: nature.load, at: now)
    return true
  }

  private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
}
