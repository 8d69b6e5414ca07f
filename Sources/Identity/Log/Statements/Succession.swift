/// The account goes on under another account key. The old one is the one that the statement is made under.
public struct Succession: Sendable, Hashable {
  /// How much stands behind it, by its signatures.
  public enum Rank: Int, Sendable, Comparable, CaseIterable {
    case oldAndNew = 1
    case newAndRecovery = 2
    case oldNewAndRecovery = 3

    public static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }

    /// Seconds from the verifier's first sight until it is followed.
    public var delay: Int64 { self == .oldNewAndRecovery ? 0 : LogLimits.objection }
  }

  public let new: AccountFingerprint
  /// Another recovery key from then on; counts only where the one before signed. Nil: the same.
  public let recovery: KeyID?

  public init(new: AccountFingerprint, recovery: KeyID? = nil) {
    self.new = new
    self.recovery = recovery
  }
}
