import GnuTLS
import JOSE
import Platform

/// Jasper's message object (jasper-packet(5)): what is signed and sealed.
///
/// The signature covers the exact bytes, so they are kept as they were made or came, and never written again.
public struct MessageObject: Sendable, Hashable {
  /// The *account* key of the author.
  public let sender: PublicKey
  public let channel: ChannelID
  public let type: MessageType
  public let content: String
  /// Of the message itself; for EDIT, DELETE and REACT of the one that it is about.
  public let id: MessageID
  public let timestamp: MessageTimestamp
  /// The JSON text, without padding.
  public let bytes: [UInt8]

  /// A new message.
  /// - Throws: `SealingError.messageRefused` for a content of more than 256 KiB, a reaction that is not written
  ///   `:like this:`, or a type that is not known.
  public init(
    sender: PublicKey, channel: ChannelID, type: MessageType, content: String, id: MessageID,
    timestamp: MessageTimestamp
  ) throws(SealingError) {
    guard content.utf8.count <= SealingLimits.content else {
      throw SealingError(
        .messageRefused, "the content has more than \(SealingLimits.content) bytes",
        hint: "store it elsewhere and send a link to it")
    }
    guard !type.isIgnorable else {
      throw SealingError(.messageRefused, "nobody knows messages of the type \(type.text)")
    }
    guard type != .react || Reaction(content) != nil else {
      throw SealingError(.messageRefused, "a reaction is a name between colons", hint: "for instance :heart:")
    }
    self.sender = sender
    self.channel = channel
    self.type = type
    self.content = content
    self.id = id
    self.timestamp = timestamp
    bytes = StrictJSON.object([
      .init("sender", .string(KeyText.text(of: sender))), .init("channel_id", .string(channel.text)),
      .init("type", .string(type.text)), .init("content", .string(content)), .init("id", .string(id.text)),
      .init("timestamp", .string(timestamp.text)),
    ]).serialise()
    // Escapes make a text longer: control characters six times.
    guard SizeClass.size(for: bytes.count) != nil else {
      throw SealingError(.messageRefused, "the message has more than \(SizeClass.largest) bytes")
    }
  }

  /// Reads a message object: the six members, each once and a text; others are ignored, as long as they are few.
  ///
  /// Deliberate: nil without a reason. A reader that could tell why would be asked to.
  init?(bytes: [UInt8]) {
    let limits = StrictJSON.Limits(bytes: SizeClass.largest, depth: 8, values: 1000)
    guard let members = Self.members(bytes, limits), members.count <= SealingLimits.members,
      let sender = members["sender"]?.stringValue.flatMap(KeyText.key(of:)),
      let channel = members["channel_id"]?.stringValue.flatMap(ChannelID.init(_:)),
      let type = members["type"]?.stringValue, (1...SealingLimits.messageType).contains(type.utf8.count),
      let content = members["content"]?.stringValue, content.utf8.count <= SealingLimits.content,
      let id = members["id"]?.stringValue.flatMap(MessageID.init(_:)),
      let timestamp = members["timestamp"]?.stringValue.flatMap(MessageTimestamp.init(_:))
    else { return nil }
    self.sender = sender
    self.channel = channel
    self.type = MessageType(type)
    self.content = content
    self.id = id
    self.timestamp = timestamp
    self.bytes = bytes
  }

  private static func members(_ bytes: [UInt8], _ limits: StrictJSON.Limits) -> [StrictJSON.Member]? {
    do {
      return try StrictJSON.parse(bytes, limits: limits).members
    } catch {
      return nil
    }
  }

  public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
