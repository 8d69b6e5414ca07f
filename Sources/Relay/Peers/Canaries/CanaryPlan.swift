import Jasper
import Platform

/// Finds peers that swallow packets.
///
/// A canary looks like any packet. It enters by `/send` at a *third* relay, which cannot tell it from what this relay
/// pushes to it anyway, and is looked for elsewhere by its hash. This relay does not keep or push it until it comes back
/// from the mesh.
///
/// What may count against a peer is chosen so that an honest one loses nothing, whatever its network does:
/// - Against the entry only when it accepted the packet, a complete sync with it has begun since, and still nobody else
///   has the packet, nor has it shown it to this relay.
/// - Against another only when this relay had the packet itself before a complete sync with that peer began, a look
///   after it found nothing, the peer then *accepted* the packet from this relay, and still another look a round later
///   found nothing. One that refuses it (it is full) is honest.
/// - No answer is no evidence; what stays open is forgotten after `patience` rounds.
///
/// It finds loss. It does not find a relay that keeps packets of one chosen recipient from their reader.
public struct CanaryPlan: Sendable {
  /// Rounds after which a canary is forgotten.
  static let patience: Int64 = 20
  /// The most canaries on their way.
  static let limit = 2_048

  /// Seconds between two syncs with one peer.
  public let interval: Int64
  public let rate: CanaryRate
  private var canaries: [ItemID: Canary] = [:]
  private var early = EarlyArrivals()
  /// When the last complete sync with each began.
  private var synced: [ServerAddress: UnixTime] = [:]
  /// Rounds for which each is still watched; a peer not named here is new.
  private var watched: [ServerAddress: Int] = [:]

  public init(interval: Int64, rate: CanaryRate = CanaryRate()) {
    self.interval = max(1, interval)
    self.rate = rate
  }

  /// Canaries on their way.
  public var count: Int { canaries.count }

  /// Begins a sync round among these active peers.
  /// - Returns: where canaries are to enter, one for each; `sent` is told what became of them. None with fewer than two
  ///   peers: there is no elsewhere then.
  public mutating func beginRound(
    peers: [ServerAddress], using generator: inout some RandomNumberGenerator
  ) -> [ServerAddress] {
    // Those that are gone are kept for a while: a peer that comes and goes is not new each time.
    if watched.count > max(1_024, 2 * peers.count) {
      watched = watched.filter { peers.contains($0.key) }
      synced = synced.filter { peers.contains($0.key) }
    }
    guard peers.count >= 2 else { return [] }
    var now: [ServerAddress] = []
    for name in peers {
      let rounds = watched[name] ?? rate.rounds
      if rounds > 0 { now.append(name) }
      watched[name] = max(0, rounds - 1)
    }
    let room = max(0, Self.limit - canaries.count)
    let entries = Array(rate.entries(peers: peers, watched: now, using: &generator).prefix(room))
    early.begin(expecting: entries.count)
    return entries
  }

  /// What the entry said to a canary, once for each. Only one that it accepted shows anything.
  public mutating func sent(
    _ id: ItemID, to entry: ServerAddress, _ outcome: SendOutcome, peers: [ServerAddress], at now: UnixTime,
    using generator: inout some RandomNumberGenerator
  ) {
    let arrival = early.take(id)
    guard outcome == .accepted, arrival != .unknown, canaries.count < Self.limit else { return }
    // The first look is early: what it misses is no evidence yet, but calls attention.
    let look = now.adding(seconds: max(1, interval / 2))
    let others = peers.filter { $0 != entry }.shuffled(using: &generator).prefix(rate.targets)
    canaries[id] = Canary(
      entry: entry, acceptedAt: now,
      heldSince: arrival == .kept ? now : nil, hasComeOut: arrival != .none,
      targets: Dictionary(others.map { ($0, Canary.Target(nextLook: look)) }, uniquingKeysWith: { first, _ in first }))
  }

  /// A packet came from the mesh, and was kept or refused. To be told of every one: others than canaries are ignored.
  public mutating func arrived(_ id: ItemID, kept: Bool, at now: UnixTime) {
    guard canaries[id] != nil else { return early.note(id, kept: kept) }
    canaries[id]?.hasComeOut = true
    if kept, canaries[id]?.heldSince == nil { canaries[id]?.heldSince = now }
  }

  /// A sync with `server` that began at `start` has come to its end: each side has been told, and has got or refused,
  /// all that the other has.
  public mutating func synced(with server: ServerAddress, began start: UnixTime) {
    synced[server] = max(start, synced[server] ?? start)
  }

  /// What is to be done now. Each task is given once; its outcome goes to `looked` or `offered`.
  public mutating func tasks(at now: UnixTime) -> [CanaryTask] {
    var tasks: [CanaryTask] = []
    for (id, canary) in sorted {
      for (server, target) in canary.targets.sorted(by: { $0.key < $1.key })
      where !target.isAsked && target.nextLook <= now {
        canaries[id]?.targets[server]?.isAsked = true
        tasks.append(target.stage == .offering ? .offer(id, to: server) : .look(id, at: server))
      }
    }
    return tasks
  }

  public mutating func looked(
    _ id: ItemID, at server: ServerAddress, _ outcome: LookOutcome, at now: UnixTime
  ) -> [CanaryEvidence] {
    guard let canary = canaries[id], let target = canary.targets[server] else { return [] }
    canaries[id]?.targets[server]?.isAsked = false
    canaries[id]?.targets[server]?.nextLook = now.adding(seconds: interval)
    switch outcome {
    case .noAnswer: return []
    case .found:
      canaries[id]?.targets[server] = nil
      canaries[id]?.hasComeOut = true
      // Found only after it was offered: that shows nothing either way.
      return target.stage == .looking ? [CanaryEvidence(server: server, role: .carrier, isLost: false)] : []
    case .missing:
      canaries[id]?.targets[server]?.hasAnswered = true
      watched[canary.hasComeOut ? server : canary.entry] = rate.rounds
      if target.stage == .accepted {
        canaries[id]?.targets[server] = nil
        return [CanaryEvidence(server: server, role: .carrier, isLost: true)]
      }
      if hadItsChance(server, canary) {
        canaries[id]?.targets[server]?.stage = .offering
        canaries[id]?.targets[server]?.nextLook = now
      }
      return []
    }
  }

  public mutating func offered(_ id: ItemID, to server: ServerAddress, _ outcome: SendOutcome, at now: UnixTime) {
    guard canaries[id]?.targets[server]?.stage == .offering else { return }
    canaries[id]?.targets[server]?.isAsked = false
    canaries[id]?.targets[server]?.nextLook = now.adding(seconds: interval)
    switch outcome {
    case .accepted: canaries[id]?.targets[server]?.stage = .accepted
    case .refused: canaries[id]?.targets[server] = nil
    case .noAnswer: canaries[id]?.targets[server]?.stage = .looking
    }
  }

  /// What is known of entries by now. Forgets canaries of which there is nothing more to learn.
  public mutating func settle(at now: UnixTime) -> [CanaryEvidence] {
    var evidence: [CanaryEvidence] = []
    for (id, canary) in sorted {
      if !canary.entryIsSettled, let isLost = verdict(of: canary, at: now) {
        canaries[id]?.entryIsSettled = true
        evidence.append(CanaryEvidence(server: canary.entry, role: .entry, isLost: isLost))
        // What never came out cannot be found elsewhere: nobody else is to blame.
        if isLost { canaries[id]?.targets = [:] }
      }
      let isOver = canaries[id]?.entryIsSettled == true && canaries[id]?.targets.isEmpty == true
      if isOver || canary.acceptedAt.adding(seconds: Self.patience * interval) <= now { canaries[id] = nil }
    }
    return evidence
  }

  /// In a fixed order, so that one seed gives one run.
  private var sorted: [(key: ItemID, value: Canary)] { canaries.sorted { $0.key < $1.key } }

  /// Whether the entry lost it; nil while that is open.
  private func verdict(of canary: Canary, at now: UnixTime) -> Bool? {
    if canary.hasComeOut { return false }
    guard let start = synced[canary.entry], start > canary.acceptedAt,
      now >= canary.acceptedAt.adding(seconds: 2 * interval), start.adding(seconds: interval / 2) <= now,
      canary.targets.values.contains(where: \.hasAnswered)
    else { return nil }
    return true
  }

  /// Whether this relay surely gave `server` the packet to take: it had it before their last complete sync began.
  private func hadItsChance(_ server: ServerAddress, _ canary: Canary) -> Bool {
    guard let held = canary.heldSince, let start = synced[server] else { return false }
    return start > held
  }
}
