import Identity

/// What names a message in a conversation: who wrote it, where, and the id that the author gave it.
public struct MessageName: Sendable, Hashable, Comparable {
  /// The author's account; after a rotation still the first one, which whoever calls has to know.
  public let author: AccountFingerprint
  public let channel: ChannelID
  public let id: MessageID

  public init(author: AccountFingerprint, channel: ChannelID, id: MessageID) {
    self.author = author
    self.channel = channel
    self.id = id
  }

  public static func < (left: Self, right: Self) -> Bool {
    if left.author != right.author { return left.author < right.author }
    if left.channel != right.channel { return left.channel.text < right.channel.text }
    return left.id < right.id
  }
}
