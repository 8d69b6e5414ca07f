import Platform

/// What becomes of the successions of the present account key.
struct SuccessionChoice {
  var followed: SuccessionClaim?
  var pending: [SuccessionClaim] = []
  var contested: [SuccessionClaim] = []
  var cancelled: [SuccessionClaim] = []
}

extension Replay {
  /// What a succession needs besides its rank.
  mutating func successionEffect(
    _ index: Int, _ content: Succession, _ epoch: AccountEpoch, _ pass: ReplayPass
  ) -> Authority {
    let entry = graph.entries[index]
    let earlier = epochs.prefix { $0.key != epoch.key }.map(\.key) + [epoch.key]
    guard !earlier.contains(content.new) else { return .none([.target]) }
    guard let new = entry.sight(.successor, by: KeyID(content.new)) else { return .none([.signedBySuccessor]) }
    if let recovery = recoverySight(entry, epoch) {
      return .from([new, recovery, epoch.since].compactMap { $0 }.max() ?? new)
    }
    switch authority(index, epoch, pass, needsAccount: true) {
    case .none(let policies): return .none(policies)
    case .from(let since): return .from(max(since, new))
    }
  }

  /// The ranks that its signatures give it, each from when they were there. A rank that it had first is not lost by a
  /// higher one: what was followed once stays followed.
  mutating func claims(
    _ index: Int, _ content: Succession, _ epoch: AccountEpoch, _ objection: UnixTime?, _ pass: ReplayPass
  ) -> [SuccessionClaim] {
    let entry = graph.entries[index]
    guard let new = entry.sight(.successor, by: KeyID(content.new)) else { return [] }
    let old = entry.sight(.account, by: KeyID(epoch.key))
    let recovery = recoverySight(entry, epoch)
    var claims: [SuccessionClaim] = []
    func claim(_ rank: Succession.Rank, _ start: UnixTime) {
      claims.append(
        SuccessionClaim(index: index, content: content, rank: rank, start: start, objection: objection))
    }
    if entry.statement.author.device != nil,
      case .from(let since) = authority(index, epoch, pass, needsAccount: true, isLifted: false)
    {
      claim(.oldAndNew, max(since, new))
    }
    if let recovery {
      let start = [new, recovery, epoch.since].compactMap { $0 }.max() ?? new
      claim(.newAndRecovery, start)
      if let old { claim(.oldNewAndRecovery, max(start, old)) }
    }
    return claims
  }

  /// Goes along the verifier's own time: the first claim whose time is over without another of at least its rank is
  /// followed, and then it is final.
  mutating func succession(_ pass: ReplayPass) -> SuccessionChoice {
    let last = epochs[epochs.count - 1]
    let claims = pass.successions.filter {
      graph.entries[$0.index].statement.account == last.key && $0.start <= now
    }.sorted { ($0.end, $0.start, $0.index) < ($1.end, $1.start, $1.index) }
    var choice = SuccessionChoice()
    for claim in claims {
      let isObjected = claim.rank < .oldNewAndRecovery && claim.objection.map { $0 < claim.end && $0 <= now } ?? false
      let rivals = claims.filter { rival in
        rival.content.new != claim.content.new && rival.rank >= claim.rank
          && (rival.start < claim.end || rival.start == claim.start)
      }
      if isObjected || rivals.contains(where: { $0.rank > claim.rank }) {
        choice.cancelled.append(claim)
      } else if !rivals.isEmpty {
        choice.contested.append(claim)
      } else if claim.end > now {
        choice.pending.append(claim)
      } else if choice.followed == nil {
        choice.followed = claim
      }
    }
    return choice
  }
}
