/// What a message object asks for. The first four are Jasper's; the others carry Signet's own payloads.
public enum MessageType: Sendable, Hashable {
  case message, edit, delete, react
  /// A group's name and members, by its owner; see `ChannelStatement`.
  case channel
  /// Statements of an account's log.
  case log
  /// Records between the devices of one account.
  case sync
  /// Keys for one device. The content is itself sealed to that device's wrap key, so no key ever is a text here.
  case keys
  /// Anything else, as it stands. To be ignored, not an error: strangers have types of their own.
  case other(String)

  private static let known: [(text: String, type: MessageType)] = [
    ("MESSAGE", .message), ("EDIT", .edit), ("DELETE", .delete), ("REACT", .react),
    ("SIGNET-CHANNEL", .channel), ("SIGNET-LOG", .log), ("SIGNET-SYNC", .sync), ("SIGNET-KEYS", .keys),
  ]

  public init(_ text: String) { self = Self.known.first { $0.text == text }?.type ?? .other(text) }

  /// As it stands in a message object.
  public var text: String {
    if case .other(let text) = self { return text }
    return Self.known.first { $0.type == self }?.text ?? ""
  }

  /// Whether this version knows nothing to do with it.
  public var isIgnorable: Bool {
    if case .other = self { return true }
    return false
  }
}
