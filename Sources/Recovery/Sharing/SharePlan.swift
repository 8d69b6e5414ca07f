import Platform

/// How a secret is to be shared: in how many groups, and how many shares of each are needed.
public struct SharePlan: Sendable, Hashable {
  /// A group of shares.
  public struct Group: Sendable, Hashable {
    /// How many of its shares are needed.
    public let threshold: Int
    /// How many there are.
    public let count: Int

    public init(threshold: Int, count: Int) {
      self.threshold = threshold
      self.count = count
    }
  }

  /// How many groups are needed.
  public let groupThreshold: Int
  public let groups: [Group]

  /// Several groups, as SLIP-0039 knows them.
  /// - Throws: `RecoveryError.kitRefused`.
  public init(groupThreshold: Int, groups: [Group]) throws(RecoveryError) {
    guard (1...Self.most).contains(groups.count), (1...groups.count).contains(groupThreshold) else {
      throw Self.refused("\(groupThreshold) of \(groups.count) groups are no choice")
    }
    for group in groups {
      guard (1...Self.most).contains(group.count), (1...group.count).contains(group.threshold) else {
        throw Self.refused("\(group.threshold) of \(group.count) shares are no choice")
      }
      // The standard's own rule: they would all be the same share.
      guard group.threshold > 1 || group.count == 1 else {
        throw Self.refused(
          "1 of \(group.count) shares would be \(group.count) times the same", hint: "make 1 of 1, and copy it")
      }
    }
    self.groupThreshold = groupThreshold
    self.groups = groups
  }

  /// One group, of which `threshold` of `count` shares are needed.
  /// - Throws: `RecoveryError.kitRefused`.
  public init(threshold: Int, count: Int) throws(RecoveryError) {
    try self.init(groupThreshold: 1, groups: [Group(threshold: threshold, count: count)])
  }

  /// Of groups, and of shares in one.
  static let most = 16

  private static func refused(
    _ reason: String, hint: String = "up to 16 can be made, and at least 1 and at most all of them needed"
  ) -> RecoveryError { RecoveryError(.kitRefused, reason, hint: hint) }
}
