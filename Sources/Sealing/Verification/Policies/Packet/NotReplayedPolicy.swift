/// No packet of this account and number has been taken in before.
public struct NotReplayedPolicy: PacketPolicy {
  public let policy = Policy.notReplayed
  public init() {}

  public func check(_ evidence: PacketEvidence) -> PolicyOutcome {
    evidence.history.hasSeen(evidence.packet.number, from: evidence.author)
      ? .failed("the packet has been here before") : .met
  }
}
