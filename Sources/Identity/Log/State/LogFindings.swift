import Platform

/// A fork: one author signed one number twice. All of its statements are evidence, and are kept.
public struct ForkEvidence: Sendable, Hashable {
  public let author: DeviceID
  public let number: UInt64
  /// In the order of replay.
  public let statements: [StatementHash]
  /// Whether revocations name the true branch, or leave one only.
  public let isResolved: Bool
}

/// A succession that was seen and is not simply followed, or that was.
public struct SuccessionStatus: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    case followed(since: UnixTime)
    case pending(until: UnixTime)
    /// By one of a higher rank, or an objection of the recovery key's holder.
    case cancelled
    /// There is another one of equal rank: neither is followed, and a person has to know.
    case contested
  }

  public let statement: StatementHash
  public let old: AccountFingerprint
  public let new: AccountFingerprint
  public let rank: Succession.Rank
  public let outcome: Outcome
}

/// A revocation in force, and what the holder of the recovery key says of it. Neither takes the revocation back: it is
/// about what the revoked device does with its keys.
public struct RevocationStatus: Sendable, Hashable {
  public let statement: StatementHash
  /// Whose keys it names.
  public let device: DeviceID
  /// Whether the recovery key signed or countersigned it.
  public let isByRecovery: Bool
  /// Whether the recovery key objects to it.
  public let isObjected: Bool
}

/// A statement that will have its effect, if nothing comes in between.
public struct PendingStatement: Sendable, Hashable {
  public let statement: StatementHash
  public let until: UnixTime
}
