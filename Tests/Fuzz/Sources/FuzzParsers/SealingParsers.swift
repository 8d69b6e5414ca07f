import JOSE
import Jasper
import Platform

@testable import Sealing

/// What is in a sealed packet, a card, and an invitation. All of it comes from strangers.
enum SealingParsers {
  static func run(_ input: [UInt8]) {
    message(input)
    envelope(input)
    card(input)
    invitation(String(decoding: input, as: UTF8.self))
  }

  /// A message is its bytes, and what was read of them can be written again.
  private static func message(_ input: [UInt8]) {
    guard let message = MessageObject(bytes: input) else { return }
    precondition(message.bytes == input, "a message with other bytes")
    do {
      let written = try MessageObject(
        sender: message.sender, channel: message.channel, type: message.type, content: message.content, id: message.id,
        timestamp: message.timestamp)
      guard let again = MessageObject(bytes: written.bytes) else { preconditionFailure("a message of ours is refused") }
      precondition(again.content == message.content && again.id == message.id, "a message does not come back")
    } catch {
      precondition(error.kind == .messageRefused, "\(error)")
    }
  }

  private static func envelope(_ input: [UInt8]) {
    guard let envelope = SignatureEnvelope(bytes: input) else { return }
    guard let again = SignatureEnvelope(bytes: envelope.bytes) else {
      preconditionFailure("a signature envelope of ours is refused")
    }
    precondition(again.jws == envelope.jws && again.binding == envelope.binding, "an envelope does not come back")
  }

  private static func card(_ input: [UInt8]) {
    guard let card = try? Card(bytes: input) else { return }  // Refused is fine.
    do {
      let again = try Card(bytes: card.bytes)
      precondition(again.bytes == card.bytes, "a card does not come back")
    } catch {
      preconditionFailure("a card of ours is refused: \(error)")
    }
  }

  private static func invitation(_ text: String) {
    guard let invitation = try? Invitation(text) else { return }  // Refused is fine.
    do {
      let again = try Invitation(invitation.text)
      precondition(again.text == invitation.text, "an invitation does not come back")
    } catch {
      preconditionFailure("an invitation of ours is refused: \(error)")
    }
  }
}
