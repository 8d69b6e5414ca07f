import Jasper
import Platform

/// The known list: which servers there are, which of them are used, and what has become of each.
///
/// A value that decides and does nothing itself. Its owner asks `probesDue`, `partners` and `knownNames`, connects, and
/// reports back. Memory is bounded by `PeerLimits`, whatever is told.
public struct PeerTable: Sendable {
  /// What became of a server that was told of.
  public enum Learning: Sendable, Equatable {
    case new, known
    /// This relay itself.
    case own
    /// Of a kind of address that is not connected to.
    case refused(AddressKind)
    /// Too many are waiting, or too many of this teller's.
    case full
    /// Who tells has told too much that was not so.
    case unheard
  }

  public let policy: AddressPolicy
  public let limits: PeerLimits
  public private(set) var peers: [ServerAddress: Peer] = [:]
  private var ownNames: Set<ServerAddress>
  /// Those that were told of and never answered, so that a flood of new ones is refused without a look at all peers.
  private var waiting: Set<ServerAddress> = []

  public init(policy: AddressPolicy, own: Set<ServerAddress> = [], limits: PeerLimits = PeerLimits()) {
    self.policy = policy
    self.limits = limits
    ownNames = own
  }

  public subscript(name: ServerAddress) -> Peer? { peers[name] }

  /// A peer that the operator named. It is asked like any other, but never forgotten.
  /// - Throws: `PeerError.serverAddressRefused`.
  public mutating func configure(_ name: ServerAddress) throws(PeerError) {
    guard policy.allows(name) else {
      throw PeerError(
        .serverAddressRefused, "\(name) is no address of the Internet (\(name.kind.rawValue))",
        hint: "--allow-private-peers allows it")
    }
    guard !ownNames.contains(name), peers[name]?.isConfigured != true else { return }
    waiting.remove(name)
    peers[name] = Peer(name: name, isConfigured: true, teller: nil, limits: limits)
  }

  /// A server that `teller` told of; nil for somebody unknown.
  @discardableResult
  public mutating func learn(_ name: ServerAddress, from teller: ServerAddress?) -> Learning {
    if ownNames.contains(name) { return .own }
    if peers[name] != nil { return .known }
    guard policy.allows(name) else {
      if let teller { peers[teller]?.score.announced(false) }
      return .refused(name.kind)
    }
    if let teller, let known = peers[teller], !known.score.isHeard { return .unheard }
    guard waiting.count < limits.learned, waiting.count(where: { peers[$0]?.teller == teller }) < limits.learnedFromOne
    else { return .full }
    waiting.insert(name)
    peers[name] = Peer(name: name, isConfigured: false, teller: teller, limits: limits)
    return .new
  }

  /// The servers to ask now, each once: those never asked and those whose back-off is over. Asked at least every
  /// second, it has each new server asked within 5 seconds. Probes not answered by then have failed.
  public mutating func probesDue(
    at now: UnixTime, using generator: inout some RandomNumberGenerator
  ) -> [ServerAddress] {
    // Sorted, so that one seed gives one run.
    for name in peers.keys.sorted() {
      if case .probing(let until)? = peers[name]?.state, until <= now { failed(name, at: now, using: &generator) }
    }
    let due = peers.values.filter { $0.state == .learned && $0.backOff.allows(at: now) }.map(\.name).sorted()
    for name in due { peers[name]?.state = .probing(until: now.adding(seconds: limits.probeTimeout)) }
    return due
  }

  /// It has answered, from that address. Also to be called after each later answer.
  /// - Returns: whether it may be used. If not, it is forgotten (a configured one is asked again later).
  @discardableResult
  public mutating func answered(
    _ name: ServerAddress, from address: NetworkAddress, at now: UnixTime,
    using generator: inout some RandomNumberGenerator
  ) -> Bool {
    guard let peer = peers[name] else { return false }
    guard policy.allows(address) else {
      refuse(name, at: now, using: &generator)
      return false
    }
    let isNew = peer.answered == nil
    if isNew, !peer.isConfigured, !makeRoom(at: address) {
      forget(name)
      return false
    }
    waiting.remove(name)
    peers[name]?.address = address
    peers[name]?.answered = now
    peers[name]?.backOff = BackOff(longest: limits.longestPause)
    if case .quarantined = peer.state { return false }
    peers[name]?.state = .active
    if isNew, let teller = peer.teller { peers[teller]?.score.announced(true) }
    return true
  }

  /// It did not answer, or not as a relay does.
  public mutating func failed(
    _ name: ServerAddress, at now: UnixTime, using generator: inout some RandomNumberGenerator
  ) {
    guard let peer = peers[name] else { return }
    peers[name]?.backOff.failed(at: now, using: &generator)
    if case .probing = peer.state { peers[name]?.state = .learned }
    guard let answered = peer.answered else {
      guard !peer.isConfigured, peer.backOff.failures + 1 >= limits.probes else { return }
      if let teller = peer.teller { peers[teller]?.score.announced(false) }
      forget(name)
      return
    }
    if !peer.isConfigured, answered.adding(seconds: limits.silence) <= now { forget(name) }
  }

  /// It turned out to be this relay itself, under a name that it did not know it had.
  public mutating func isOwn(_ name: ServerAddress) {
    ownNames.insert(name)
    forget(name)
  }

  /// Takes in what a canary has shown.
  /// - Returns: whether the peer went into quarantine with that.
  @discardableResult
  public mutating func add(_ evidence: CanaryEvidence, at now: UnixTime) -> Bool {
    peers[evidence.server]?.score.add(evidence)
    guard let peer = peers[evidence.server], peer.score.swallows, peer.state == .active else { return false }
    let seconds = peers[evidence.server]?.score.beginQuarantine() ?? 0
    peers[evidence.server]?.state = .quarantined(until: now.adding(seconds: seconds))
    return true
  }

  /// Lets those go whose quarantine is over. They are asked like new ones.
  public mutating func release(at now: UnixTime) {
    for (name, peer) in peers {
      guard case .quarantined(let until) = peer.state, until <= now else { continue }
      peers[name]?.state = .learned
      peers[name]?.backOff.succeeded()
    }
  }

  private mutating func refuse(
    _ name: ServerAddress, at now: UnixTime, using generator: inout some RandomNumberGenerator
  ) {
    guard let peer = peers[name] else { return }
    if peer.isConfigured {
      peers[name]?.state = .learned
      peers[name]?.backOff.failed(at: now, using: &generator)
    } else {
      if let teller = peer.teller { peers[teller]?.score.announced(false) }
      forget(name)
    }
  }

  private mutating func forget(_ name: ServerAddress) {
    peers[name] = nil
    waiting.remove(name)
  }

  /// Whether one more fits, beside those in its block and beside all; in place of one that has been silent if need be.
  /// Among private addresses blocks say nothing.
  private mutating func makeRoom(at address: NetworkAddress) -> Bool {
    let others = peers.values.filter { $0.answered != nil && !$0.isConfigured }
    let near = others.count { $0.address?.block == address.block }
    guard address.kind != .global || near < limits.activeInOneBlock else { return false }
    guard others.count >= limits.active else { return true }
    let silent = others.filter { $0.backOff.failures >= limits.replaceable }.map(\.name).min()
    guard let silent else { return false }
    forget(silent)
    return true
  }
}
