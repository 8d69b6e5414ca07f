import GnuTLS
import Platform
import Sealing

/// What the agent signs: a message of one of the protocol's four types, by this account, dated about now. Everything
/// else is refused, and there is no way around it: what is signed is put together here from fields, never taken as
/// bytes.
enum MessageRules {
  /// Seconds that a timestamp may be off this device's clock, either way.
  static let clockTolerance: Int64 = 600

  /// - Parameters:
  ///   - sender: base64 SPKI as the asker gave it; nil where it gave none.
  ///   - timestamp: nil for now.
  /// - Throws: `MessagingError.senderRefused`, `clockRefused`; `SealingError.messageRefused`.
  static func message(
    type: String, sender: String?, account: PublicKey, channel: ChannelID, content: String, id: MessageID,
    timestamp: MessageTimestamp?, now: MessageTimestamp
  ) throws -> MessageObject {
    let kind = MessageType(type)
    guard [.message, .edit, .delete, .react].contains(kind) else {
      throw SealingError(
        .messageRefused, "messages of the type '\(type.prefix(32))' are not signed on request",
        hint: "the types are MESSAGE, EDIT, DELETE and REACT")
    }
    if let sender, sender != RecipientKey.text(of: account) {
      throw MessagingError(.senderRefused, "the sender is another account", hint: "leave it out")
    }
    if let timestamp, abs(timestamp.milliseconds - now.milliseconds) > clockTolerance * 1000 {
      throw MessagingError(
        .clockRefused, "the timestamp is more than \(clockTolerance / 60) minutes off this device's clock",
        hint: "leave it out")
    }
    return try MessageObject(
      sender: account, channel: channel, type: kind, content: content, id: id, timestamp: timestamp ?? now)
  }
}
