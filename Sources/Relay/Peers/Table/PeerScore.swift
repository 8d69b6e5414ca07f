/// What a peer has shown of itself.
public struct PeerScore: Sendable, Equatable {
  /// Packets that entered there, and should have come out. Deliberate: apart from `carrying`, because a peer may forward
  /// what it gets from peers and swallow what it gets from clients; taken together, one would hide the other.
  public private(set) var entering = LossTrack()
  /// Packets that went round, and should have come to it.
  public private(set) var carrying = LossTrack()
  /// Servers that it told of and that were there, and that were not.
  public private(set) var announced = (true: 0, false: 0)
  /// Times in quarantine so far.
  public private(set) var quarantines = 0

  public init() {}

  /// The loss estimate, 0...1.
  public var loss: Double { max(entering.estimate, carrying.estimate) }

  /// Whether it swallows packets as a habit.
  public var swallows: Bool { entering.isHabit || carrying.isHabit }

  /// Whether what it tells of other servers is still looked at: no longer after 8 false ones that are most of all.
  public var isHeard: Bool { announced.false < 8 || announced.false < announced.true }

  /// From 0 to 1, what it is worth: 1 when nothing speaks against it. For choosing among several.
  public var worth: Double {
    let told = announced.true + announced.false
    let honesty = told == 0 ? 1 : Double(announced.true + 4) / Double(told + 4)
    return (1 - loss) * honesty
  }

  public mutating func add(_ evidence: CanaryEvidence) {
    switch evidence.role {
    case .entry: entering.add(lost: evidence.isLost)
    case .carrier: carrying.add(lost: evidence.isLost)
    }
  }

  mutating func announced(_ truly: Bool) {
    if truly { announced.true += 1 } else { announced.false += 1 }
  }

  /// Seconds of the quarantine that begins: an hour, doubled each time up to a week. It starts with a clean sheet after.
  mutating func beginQuarantine() -> Int64 {
    let seconds = min(7 * 86_400, Int64(3_600) << Int64(min(quarantines, 10)))
    quarantines += 1
    entering = LossTrack()
    carrying = LossTrack()
    return seconds
  }

  public static func == (left: PeerScore, right: PeerScore) -> Bool {
    left.entering == right.entering && left.carrying == right.carrying && left.announced == right.announced
      && left.quarantines == right.quarantines
  }
}
