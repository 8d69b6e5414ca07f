/// What a signature was made for: the header member `typ`, one value for each purpose, so that a signature made for one
/// is never taken for another (RFC 8725 §3.11).
public enum PacketPurpose: String, Sendable, CaseIterable {
  /// A person's message: MESSAGE, EDIT, DELETE, REACT, SIGNET-CHANNEL, and types that are not known.
  case packet = "signet-packet"
  case log = "signet-log"
  case sync = "signet-sync"
  case keys = "signet-keys"
  /// An account's card, which is no message.
  case card = "signet-card"

  /// The one purpose that a message of this type may be signed for.
  public init(of type: MessageType) {
    switch type {
    case .message, .edit, .delete, .react, .channel, .other: self = .packet
    case .log: self = .log
    case .sync: self = .sync
    case .keys: self = .keys
    }
  }
}
