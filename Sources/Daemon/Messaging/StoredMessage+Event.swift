import AccountStore
import Sealing

extension StoredMessage {
  /// What it does to its conversation; nil for a record that says nothing to one.
  var event: ConversationEvent? {
    guard let channel = ChannelID(channel), let id = MessageID(id), let order else { return nil }
    let action: ConversationEvent.Action
    switch MessageType(type) {
    case .message: action = .post(content)
    case .edit: action = .edit(content)
    case .delete: action = .delete
    case .react:
      guard let reaction = Reaction(content) else { return nil }
      action = .react(reaction)
    case .channel, .log, .sync, .keys, .other: return nil
    }
    return ConversationEvent(author: author, channel: channel, id: id, order: order, action: action)
  }

  var order: MessageOrder? {
    guard let time = MessageTimestamp(milliseconds: timestamp), let number = PacketNumber(bytes: jti) else {
      return nil
    }
    return MessageOrder(timestamp: time, number: number)
  }
}
