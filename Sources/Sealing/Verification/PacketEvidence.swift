import GnuTLS
import Identity

/// All that a decision about a packet may look at.
public struct PacketEvidence: Sendable {
  public let packet: OpenedPacket
  public let signer: SignerEvidence
  public let history: any PacketHistory

  public init(_ packet: OpenedPacket, context: VerificationContext, history: any PacketHistory) {
    self.packet = packet
    self.history = history
    signer = SignerEvidence(
      packet.signature, expectedPurpose: PacketPurpose(of: packet.unverifiedMessage.type), context)
  }

  /// The account that the packet is held against.
  var author: AccountFingerprint { AccountFingerprint(of: signer.account) }
}
