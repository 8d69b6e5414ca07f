import Platform

/// Which recovery key counts in an account whose genesis names none.
enum RecoveryChoice: Hashable {
  case none
  case key(KeyID, since: UnixTime)
  /// Several at once, of authors that knew nothing of each other: none of them.
  case contested([Int])
}

extension Replay {
  /// The first recovery key that took effect.
  mutating func recoveryChoice(_ pass: ReplayPass) -> RecoveryChoice { recoveryChoice(pass, among: pass.recoveryKeys) }

  mutating func recoveryChoice(_ pass: ReplayPass, among candidates: [Int]) -> RecoveryChoice {
    let inForce = candidates.compactMap { index in pass.since[index].map { (index: index, since: $0) } }
      .filter { $0.since <= now }
    guard let earliest = inForce.map(\.since).min() else { return .none }
    let tied = inForce.filter { $0.since == earliest }.map(\.index)
    let roots = tied.filter { index in !tied.contains { $0 != index && past.contains($0, inPastOf: index) } }
    let keys = Set(roots.compactMap(recoveryKey))
    guard let key = keys.first, keys.count == 1 else { return .contested(roots) }
    return .key(key, since: earliest)
  }

  private func recoveryKey(_ index: Int) -> KeyID? {
    guard case .recoveryKey(let key) = graph.entries[index].statement.content else { return nil }
    return key
  }
}
