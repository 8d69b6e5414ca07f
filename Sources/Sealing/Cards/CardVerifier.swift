/// Decides whether a card is the account's own word, now, and agrees with what was known.
public enum CardVerifier {
  /// The rules about a card, beside those about its signer; all of them are asked, always.
  public static let policies: [any CardPolicy] = [
    AccountAsAskedPolicy(), AccountAsPinnedPolicy(), GenesisAsPinnedPolicy(), CardInDatePolicy(),
    GenerationNotBelowKnownPolicy(), PacketAsSignedPolicy(),
  ]

  /// - Parameter context: what is known about the account that the card names; its key is the card's own, because who
  ///   that is, is asked here.
  public static func verify(
    _ card: SignedCard, expectation: CardExpectation, context: VerificationContext,
    freshness: RevocationsFreshPolicy = RevocationsFreshPolicy()
  ) -> PolicyFindings {
    let evidence = CardEvidence(card, expectation: expectation, context: context)
    var findings = SignerVerifier.findings(evidence.signer, freshness: freshness)
    for policy in policies { findings.add(policy.check(evidence), of: policy.policy) }
    return findings
  }
}
