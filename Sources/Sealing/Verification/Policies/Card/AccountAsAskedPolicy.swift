import Identity

/// The card is of the account whose Jami ID was asked for, and what is known is about that account.
public struct AccountAsAskedPolicy: CardPolicy {
  public let policy = Policy.accountAsAsked
  public init() {}

  public func check(_ evidence: CardEvidence) -> PolicyOutcome {
    JamiID(of: evidence.card.account) == evidence.expectation.jamiID && evidence.card.account == evidence.signer.account
      ? .met : .failed("the card is another account's")
  }
}
