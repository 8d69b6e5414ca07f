/// All that a decision about a card may look at.
public struct CardEvidence: Sendable {
  public let signed: SignedCard
  public let expectation: CardExpectation
  public let signer: SignerEvidence

  public var card: Card { signed.unverifiedCard }

  public init(_ signed: SignedCard, expectation: CardExpectation, context: VerificationContext) {
    self.signed = signed
    self.expectation = expectation
    signer = SignerEvidence(signed.signature, expectedPurpose: .card, context)
  }
}
