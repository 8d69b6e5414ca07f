import Platform

/// What was followed once is final. So which succession is followed is decided as this verifier saw things then:
/// nothing that it learnt later, a revocation of the succession's author for one, can undo it.
extension Replay {
  /// The next succession that was followed, after those that `epochs` has.
  mutating func nextFollowed() -> SuccessionClaim? {
    for time in timesOfDecision() {
      var then = asSeen(at: time)
      guard let followed = then.evaluate().choice.followed,
        let index = graph.index[then.graph.entries[followed.index].statement.id]
      else { continue }
      return SuccessionClaim(
        index: index, content: followed.content, rank: followed.rank, start: followed.start,
        objection: followed.objection)
    }
    return nil
  }

  /// When a succession of the present account key may have been followed, ascending.
  private mutating func timesOfDecision() -> [UnixTime] {
    let last = epochs[epochs.count - 1]
    var starts: Set<UnixTime> = []
    for entry in graph.entries where entry.statement.account == last.key {
      guard case .succession = entry.statement.content else { continue }
      starts.formUnion(entry.sights)
    }
    guard !starts.isEmpty else { return [] }
    // One may have had to wait for its author's first day, for a recovery key, or for the account key before it.
    let positive = settle(nil)
    starts.formUnion(positive.successions.map(\.start))
    starts.formUnion(positive.recoveryKeys.compactMap { positive.since[$0] })
    if let since = last.since { starts.insert(since) }
    let times = starts.union(starts.map { $0.adding(seconds: LogLimits.objection) })
    return times.filter { $0 <= now && $0 >= last.since ?? $0 }.sorted()
  }

  /// The log as this verifier knew it at a time.
  private func asSeen(at time: UnixTime) -> Replay {
    let graph = LogGraph(self.graph.entries.compactMap { $0.seen(by: time) }, genesis: genesis)
    var epochs = epochs
    for place in epochs.indices {
      guard let end = epochs[place].end else { continue }
      let id = self.graph.entries[end.succession].statement.id
      epochs[place].end = graph.index[id].map { AccountEpoch.End(succession: $0, time: end.time) }
    }
    return Replay(graph, genesis: genesis, now: time, epochs: epochs)
  }
}
