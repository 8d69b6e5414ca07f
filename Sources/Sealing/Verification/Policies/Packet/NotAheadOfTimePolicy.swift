import Platform

/// The timestamp is at most ten minutes ahead of the verifier's clock. A clock that runs ahead would otherwise win
/// every edit; such a message is held back until it is due.
public struct NotAheadOfTimePolicy: PacketPolicy {
  public let policy = Policy.notAheadOfTime
  /// Seconds.
  public static let tolerance: Int64 = 600
  public init() {}

  public func check(_ evidence: PacketEvidence) -> PolicyOutcome {
    let timestamp = evidence.packet.unverifiedMessage.timestamp
    return timestamp.milliseconds > (evidence.signer.context.now.seconds + Self.tolerance) * 1000
      ? .failed("the message is dated \(timestamp), which is more than ten minutes ahead") : .met
  }
}
