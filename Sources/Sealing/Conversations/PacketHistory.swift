import Identity

/// What has been taken in before: asked by the policies that refuse repetitions. A store can be one.
public protocol PacketHistory: Sendable {
  /// Whether a packet of this account with this number was taken in. By account, so that nobody can use up the numbers
  /// of somebody else.
  func hasSeen(_ number: PacketNumber, from author: AccountFingerprint) -> Bool
  /// The number of the packet whose message has this name; nil when the name is free.
  func holder(of name: MessageName) -> PacketNumber?
}
