import Platform

/// The card was made not more than 8 days ago, which is the 7 that relays keep one and the day between two, and not
/// more than ten minutes ahead.
public struct CardInDatePolicy: CardPolicy {
  public let policy = Policy.cardInDate
  /// Seconds.
  public static let lifetime: Int64 = 8 * 24 * 3600
  public init() {}

  public func check(_ evidence: CardEvidence) -> PolicyOutcome {
    let issued = evidence.card.issued.seconds
    let now = evidence.signer.context.now
    if issued > now.adding(seconds: NotAheadOfTimePolicy.tolerance) {
      return .failed("the card is dated \(issued.text), which is more than ten minutes ahead")
    }
    return issued.adding(seconds: Self.lifetime) < now ? .failed("the card is from \(issued.text)") : .met
  }
}
