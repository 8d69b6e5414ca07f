import Jasper

/// The packet has the recipient and the signature that the card's header names, and the recipient is its address.
public struct PacketAsSignedPolicy: CardPolicy {
  public let policy = Policy.packetAsSigned
  public init() {}

  public func check(_ evidence: CardEvidence) -> PolicyOutcome {
    let packet = evidence.signed.packet
    let header = evidence.signed.signature.header
    let digests = PacketDigests(recipient: packet.recipient, signature: packet.signature)
    let fits =
      packet.recipient == CardAddress(of: evidence.expectation.jamiID).recipient
      && header.extra["rcpt"] == digests.recipient && header.extra["sig"] == digests.signature
    return fits ? .met : .failed("the packet around the card is not the one that was signed")
  }
}
