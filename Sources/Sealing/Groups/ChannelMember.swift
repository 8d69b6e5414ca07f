import Identity

/// Somebody who may write in a group: its account, by both of its names.
public struct ChannelMember: Sendable, Hashable, Comparable {
  public let id: JamiID
  /// Pins the account, which the Jami ID (SHA-1) cannot.
  public let account: AccountFingerprint

  public init(id: JamiID, account: AccountFingerprint) {
    self.id = id
    self.account = account
  }

  public static func < (left: Self, right: Self) -> Bool { left.account < right.account }
}
