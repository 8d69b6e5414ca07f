import GnuTLS
import Identity

/// Decides whether an opened packet is authentic, for this recipient, now, and new. It only decides: whoever calls it
/// takes the packet in.
public enum PacketVerifier {
  /// The rules about a packet, beside those about its signer; all of them are asked, always.
  public static let policies: [any PacketPolicy] = [
    SenderIsAccountPolicy(), MeantForThisRecipientPolicy(), NotReplayedPolicy(), NotDuplicatePolicy(),
    NotAheadOfTimePolicy(),
  ]

  /// - Parameters:
  ///   - context: what is known about the account that `packet` is held against. It is looked up by the `sender` of
  ///     the message; for a stranger it is made of the key that stands there.
  ///   - freshness: how old the revocation data may be.
  public static func verify(
    _ packet: OpenedPacket, context: VerificationContext, history: any PacketHistory,
    freshness: RevocationsFreshPolicy = RevocationsFreshPolicy()
  ) -> PacketVerdict {
    let evidence = PacketEvidence(packet, context: context, history: history)
    var findings = SignerVerifier.findings(evidence.signer, freshness: freshness)
    for policy in policies { findings.add(policy.check(evidence), of: policy.policy) }
    return PacketVerdict(evidence, findings)
  }
}
