/// The receive key is not an older one than that in use: its private half may be in a thief's hands.
public struct GenerationNotBelowKnownPolicy: CardPolicy {
  public let policy = Policy.generationNotBelowKnown
  public init() {}

  public func check(_ evidence: CardEvidence) -> PolicyOutcome {
    evidence.card.generation >= evidence.expectation.generation
      ? .met : .failed("the card has receive key \(evidence.card.generation), and a later one is known")
  }
}
