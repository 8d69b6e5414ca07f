import Identity

/// A verified message as a conversation takes it in.
public struct ConversationEvent: Sendable, Hashable {
  public enum Action: Sendable, Hashable {
    case post(String)
    case edit(String)
    case delete
    case react(Reaction)

    /// Whether it makes a message of that name, instead of being about one.
    var claimsName: Bool {
      if case .post = self { return true }
      return false
    }
  }

  /// The account that signed it; see `MessageName.author` for rotated ones.
  public let author: AccountFingerprint
  public let channel: ChannelID
  /// Of the message itself, or of the one that it is about.
  public let id: MessageID
  public let order: MessageOrder
  public let action: Action

  public init(
    author: AccountFingerprint, channel: ChannelID, id: MessageID, order: MessageOrder, action: Action
  ) {
    self.author = author
    self.channel = channel
    self.id = id
    self.order = order
    self.action = action
  }

  /// What `message` does to a conversation; nil for one that is none of a conversation's business: Signet's own
  /// payloads, unknown types, and a reaction that is not written `:like this:`.
  public init?(_ message: MessageObject, number: PacketNumber, author: AccountFingerprint) {
    switch message.type {
    case .message: action = .post(message.content)
    case .edit: action = .edit(message.content)
    case .delete: action = .delete
    case .react:
      guard let reaction = Reaction(message.content) else { return nil }
      action = .react(reaction)
    case .channel, .log, .sync, .keys, .other: return nil
    }
    self.author = author
    channel = message.channel
    id = message.id
    order = MessageOrder(timestamp: message.timestamp, number: number)
  }

  /// The name that the author gave to a message, or by which the author speaks of a message of their own.
  public var name: MessageName { MessageName(author: author, channel: channel, id: id) }
}
