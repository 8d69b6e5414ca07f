import Identity

/// Whose card is looked for, and what is known about that account already.
public struct CardExpectation: Sendable, Hashable {
  /// What the card's address was worked out from.
  public var jamiID: JamiID
  /// Pinned at first sight, or from an invitation; nil when only the Jami ID is known.
  public var account: AccountFingerprint?
  /// Pinned likewise.
  public var genesis: StatementHash?
  /// Of the receive key used so far; 0 for none.
  public var generation: Int

  public init(
    jamiID: JamiID, account: AccountFingerprint? = nil, genesis: StatementHash? = nil, generation: Int = 0
  ) {
    self.jamiID = jamiID
    self.account = account
    self.genesis = genesis
    self.generation = generation
  }
}
