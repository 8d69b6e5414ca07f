/// The recipient's key is under the signed root, so that nobody passes a packet on as if its author had sent it there.
public struct MeantForThisRecipientPolicy: PacketPolicy {
  public let policy = Policy.meantForThisRecipient
  public init() {}

  public func check(_ evidence: PacketEvidence) -> PolicyOutcome {
    let packet = evidence.packet
    return packet.binding.root(for: packet.recipient) == packet.signature.header.root
      ? .met : .failed("the message was not signed for this recipient")
  }
}
