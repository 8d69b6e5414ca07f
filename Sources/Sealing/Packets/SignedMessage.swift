import JOSE
import Jasper
import Platform

/// A message with its signature, ready to be sealed to each recipient. No signing key is needed for that, so it can be
/// done on other threads, and later.
public struct SignedMessage: Sendable {
  public let message: MessageObject
  /// The same in all its packets.
  public let number: PacketNumber
  public let recipients: [RecipientKey]
  let jws: String
  let bindings: [RecipientBinding]

  /// The packet for the recipient at `index`, sealed anew each time: two RSA-OAEP encryptions.
  ///
  /// The signature is sealed first, because the message's header has the digest of what comes out.
  /// - Throws: `SealingError.messageRefused` for one that is too long; `JOSEError.libraryFailed`.
  public func packet(at index: Int) throws -> Packet {
    let recipient = recipients[index]
    let envelope = SignatureEnvelope(jws: jws, binding: bindings[index])
    guard let paddedSignature = SizeClass.pad(envelope.bytes), let paddedMessage = SizeClass.pad(message.bytes) else {
      throw SealingError(.messageRefused, "the message has more than \(SizeClass.largest) bytes")
    }
    let signature = try CompactJWE.seal(paddedSignature, to: recipient.encryption)
    let message = try CompactJWE.seal(
      paddedMessage, to: recipient.encryption,
      header: PacketDigests(recipient: recipient.text, signature: signature).members)
    return Packet(recipient: recipient.text, message: message, signature: signature)
  }

  /// The packets for all recipients, in their order.
  /// - Throws: as `packet(at:)`.
  public func packets() throws -> [Packet] { try recipients.indices.map { try packet(at: $0) } }
}
