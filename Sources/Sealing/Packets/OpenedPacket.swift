import Jasper

/// What was in a packet. It could be opened, so somebody sealed it to this key, which anybody can: nothing in it is to
/// be believed before `PacketVerifier` was asked.
public struct OpenedPacket: Sendable {
  public let hash: PacketHash
  /// The key that opened it.
  public let recipient: RecipientKey
  /// Of that key, see `ReceiveKey`.
  public let generation: Int
  public let unverifiedMessage: MessageObject
  let signature: SignedContent
  let binding: RecipientBinding

  public var number: PacketNumber { signature.header.number }
}
