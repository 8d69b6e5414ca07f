import Identity

/// The reactions to one message id. Of each account the earliest ones count, up to a limit; which they are does not
/// depend on the order of arrival.
struct ReactionRecord: Sendable, Equatable {
  private var earliest: [AccountFingerprint: [Reaction: MessageOrder]] = [:]

  mutating func add(_ reaction: Reaction, by author: AccountFingerprint, at order: MessageOrder) {
    var own = earliest[author] ?? [:]
    own[reaction] = min(own[reaction] ?? order, order)
    // The one that is dropped cannot come back: what is kept only ever gets earlier.
    if own.count > SealingLimits.reactions, let last = own.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      own[last.key] = nil
    }
    earliest[author] = own
  }

  /// Who reacted how, each list in the order of the accounts.
  /// - Parameter members: only theirs; nil for everybody's.
  func byReaction(_ members: Set<AccountFingerprint>?) -> [Reaction: [AccountFingerprint]] {
    var result: [Reaction: [AccountFingerprint]] = [:]
    for (author, own) in earliest where members?.contains(author) ?? true {
      for reaction in own.keys { result[reaction, default: []].append(author) }
    }
    return result.mapValues { $0.sorted() }
  }
}
