import AccountStore
import Identity

/// Which conversation an entry belongs to.
enum ConversationKey: Hashable, Sendable {
  case direct(JamiID)
  /// By the channel's ID.
  case group(String)

  init(_ message: StoredMessage) { self = message.peer.map { .direct($0) } ?? .group(message.channel) }

  init(_ target: MessageTarget) {
    switch target {
    case .direct(let id): self = .direct(id)
    case .group(let channel): self = .group(channel.id)
    }
  }

  /// As it is shown: a Jami ID or a UUID.
  var text: String {
    switch self {
    case .direct(let id): id.text
    case .group(let channel): channel
    }
  }
}
