import Identity

/// The card's account key is the pinned one. A Jami ID is SHA-1, so two keys can be made that share one.
public struct AccountAsPinnedPolicy: CardPolicy {
  public let policy = Policy.accountAsPinned
  public init() {}

  public func check(_ evidence: CardEvidence) -> PolicyOutcome {
    guard let pinned = evidence.expectation.account else { return .notChecked("only the Jami ID is known") }
    return AccountFingerprint(of: evidence.card.account) == pinned
      ? .met : .failed("the card has another account key than the one known")
  }
}
