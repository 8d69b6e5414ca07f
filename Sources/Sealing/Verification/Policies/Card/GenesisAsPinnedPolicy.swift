/// The account's log is the one that was pinned: a second genesis is shown, and never followed.
public struct GenesisAsPinnedPolicy: CardPolicy {
  public let policy = Policy.genesisAsPinned
  public init() {}

  public func check(_ evidence: CardEvidence) -> PolicyOutcome {
    guard let pinned = evidence.expectation.genesis else { return .notChecked("no genesis is known yet") }
    guard let genesis = evidence.card.genesis else { return .failed("the card names no genesis, and one is known") }
    return genesis == pinned ? .met : .failed("the card names another genesis: \(genesis)")
  }
}
