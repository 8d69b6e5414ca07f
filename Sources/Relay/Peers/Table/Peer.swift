import Jasper
import Platform

/// What is known of one server.
public struct Peer: Sendable {
  public enum State: Sendable, Equatable {
    /// Told by somebody, not asked yet: neither used nor passed on.
    case learned
    /// Asked; counts as silent from then on.
    case probing(until: UnixTime)
    /// Has answered: used, and passed on while it goes on answering.
    case active
    /// Swallows packets: not used and not passed on until then.
    case quarantined(until: UnixTime)
  }

  public let name: ServerAddress
  /// Named by the operator: never forgotten.
  public let isConfigured: Bool
  /// Who told of it first.
  let teller: ServerAddress?
  public internal(set) var state: State = .learned
  /// The address really connected to last.
  public internal(set) var address: NetworkAddress?
  public internal(set) var backOff: BackOff
  /// When it last answered.
  public internal(set) var answered: UnixTime?
  public internal(set) var score = PeerScore()

  init(name: ServerAddress, isConfigured: Bool, teller: ServerAddress?, limits: PeerLimits) {
    backOff = BackOff(longest: isConfigured ? limits.longestPause : limits.longestProbePause)
    self.name = name
    self.isConfigured = isConfigured
    self.teller = teller
    address = name.literal
  }
}
