/// One rule about a packet, beside those about its signer. A rule looks at one thing only.
public protocol PacketPolicy: Sendable {
  var policy: Policy { get }
  func check(_ evidence: PacketEvidence) -> PolicyOutcome
}
