import Platform

/// Every decision of the client's side of the mesh: which relay for what. Values in, values out.
public enum RelayChoice {
  /// What the person is told about a choice.
  public enum Warning: String, Sendable, CaseIterable {
    /// The relay that a packet is sent through also fetches for this account: it can tell who writes to whom.
    case sameAsReceiving
  }

  /// A relay to send through.
  public struct Sending: Sendable, Hashable {
    public let relay: RelayURL
    public let warning: Warning?
  }

  /// Seconds of trying without an answer after which a relay no longer counts as another one. Deliberate: until then a
  /// message rather waits than leaves through a relay that fetches for this account.
  public static let patience: Int64 = 600
  /// Seconds after which a relay that answers is asked for its load again.
  public static let freshness: Int64 = 600

  /// The relay that fetches for one receive key (RX): the present one as long as it is healthy, else the least loaded
  /// one that answers. Keys spread over equals.
  /// - Parameters:
  ///   - avoiding: those that are used for something else; taken only where every other one is poor or down.
  /// - Returns: nil when no relay is known.
  public static func receiving(
    key: String, among relays: [KnownRelay], present: RelayURL?, avoiding: Set<RelayURL> = [], now: UnixTime
  ) -> RelayURL? {
    let found = best(of: relays, for: key, at: now) { relay, standing in
      [standing >= .poor ? standing.rawValue : 0, avoiding.contains(relay.url) ? 1 : 0, standing.rawValue]
    }
    guard let best = found else { return nil }
    if let kept = relays.first(where: { $0.url == present }) {
      let standing = kept.standing(at: now)
      let isHealthy = standing < .poor && standing <= best.standing(at: now)
      if isHealthy, !avoiding.contains(kept.url) || avoiding.contains(best.url) { return kept.url }
    }
    return best.url
  }

  /// The relay that takes a packet for one recipient's key (TX): none that fetches for this account where there is
  /// another one, another for each recipient as far as they go, and none that had this packet already.
  /// - Parameters:
  ///   - receiving: the relays that fetch for this account.
  ///   - inUse: those that other recipients' packets leave through.
  ///   - tried: those that had this packet, newest last.
  /// - Returns: nil when no relay is known. One that is not to be tried yet (`KnownRelay.isWaiting`) where all are so.
  public static func sending(
    recipient: String, among relays: [KnownRelay], receiving: Set<RelayURL>, inUse: Set<RelayURL> = [],
    tried: [RelayURL] = [], now: UnixTime
  ) -> Sending? {
    let others = relays.filter { !receiving.contains($0.url) && $0.secondsFailing < patience }
    let candidates = others.isEmpty ? relays : others
    let found = best(of: candidates, for: recipient, at: now) { relay, standing in
      let trial = tried.lastIndex(of: relay.url)
      return [
        receiving.contains(relay.url) && !others.isEmpty ? 1 : 0, tier(standing, hadIt: trial != nil), trial ?? -1,
        inUse.contains(relay.url) ? 1 : 0, standing.rawValue,
      ]
    }
    return found.map { Sending(relay: $0.url, warning: receiving.contains($0.url) ? .sameAsReceiving : nil) }
  }

  /// Where to look whether a packet spread. Neither where it entered, which has it in any case, nor at a relay that
  /// fetches for this account: asking there would say who sent it. Nor at one that loses packets: it would blame others.
  /// - Parameters:
  ///   - packet: its hash.
  ///   - avoiding: the relays that fetch for this account; empty, to look there rather than nowhere.
  /// - Returns: nil when there is none to look at now.
  public static func checking(
    packet: String, sentThrough: RelayURL, among relays: [KnownRelay], avoiding: Set<RelayURL>, now: UnixTime
  ) -> RelayURL? {
    let others = relays.filter {
      $0.url != sentThrough && !avoiding.contains($0.url) && $0.standing(at: now) < .poor
    }
    return best(of: others, for: packet, at: now) { _, standing in [standing.rawValue] }?.url
  }

  /// The relays to ask how they are: those that did not answer when their pause is over, and the others when what is
  /// known of them is old. The longest not tried come first.
  public static func probing(among relays: [KnownRelay], limit: Int, now: UnixTime) -> [RelayURL] {
    let due = relays.filter { relay in
      guard let tried = relay.lastTriedAt else { return true }
      if let next = relay.nextTry { return next <= now }
      return tried.adding(seconds: freshness) <= now
    }
    let sorted = due.sorted { left, right in
      (left.lastTriedAt?.seconds ?? .min, left.url.text) < (right.lastTriedAt?.seconds ?? .min, right.url.text)
    }
    return sorted.prefix(limit).map(\.url)
  }

  /// What had a packet already is taken again before what is down, and after what loses packets.
  private static func tier(_ standing: RelayStanding, hadIt: Bool) -> Int {
    switch standing {
    case .good, .unsure: hadIt ? 2 : 0
    case .poor: hadIt ? 4 : 1
    case .waiting: hadIt ? 5 : 3
    }
  }

  /// The first by `terms`, then by cost, then by the key's own order.
  private static func best(
    of relays: [KnownRelay], for key: String, at now: UnixTime, _ terms: (KnownRelay, RelayStanding) -> [Int]
  ) -> KnownRelay? {
    var best: (relay: KnownRelay, terms: [Int])?
    for relay in relays {
      let terms = terms(relay, relay.standing(at: now)) + [relay.cost(at: now)]
      if let present = best {
        if present.terms.lexicographicallyPrecedes(terms) { continue }
        if present.terms == terms, present.relay.place(for: key) <= relay.place(for: key) { continue }
      }
      best = (relay, terms)
    }
    return best?.relay
  }
}
