import Platform

extension Replay {
  /// Goes over all statements but revocations once.
  /// - Parameters:
  ///   - restrictions: nil for the pass that finds out who was ever brought in.
  ///   - countersigned: what the pass before found.
  mutating func pass(_ restrictions: Restrictions?, countersigned: [Int: UnixTime]) -> ReplayPass {
    var pass = ReplayPass(count: graph.entries.count, countersigned: countersigned)
    let objections = objections()
    for index in graph.entries.indices {
      let statement = graph.entries[index].statement
      guard !statement.content.isRevocation else { continue }
      var policies = placePolicies(index)
      guard let epoch = epoch(of: statement) else {
        pass.failures[index] = policies + [.accountKey]
        continue
      }
      if let restrictions { policies += restrictionPolicies(index, epoch, restrictions) }
      switch effect(index, epoch, pass, restrictions, objections[index]) {
      case .none(let more): policies += more
      case .from(let since):
        // Without restrictions what once took effect still does.
        if !isInTime(index, epoch, late: restrictions == nil ? since : nil) { policies.append(.accountKey) }
        if policies.isEmpty {
          pass.since[index] = since
          note(index, since, epoch, objections[index], in: &pass)
        }
      }
      pass.failures[index] = policies
    }
    return pass
  }

  /// Where it stands.
  private func placePolicies(_ index: Int) -> [LogPolicy] {
    let statement = graph.entries[index].statement
    var policies: [LogPolicy] = []
    if !graph.isComplete[index] { policies.append(.ancestorsKnown) }
    if !graph.standsOnGenesis[index] { policies.append(.pinnedGenesis) }
    if !isNumbered(statement) { policies.append(.numbered) }
    return policies
  }

  private func isNumbered(_ statement: Statement) -> Bool {
    guard let predecessor = statement.predecessor else { return true }
    guard let before = graph.index[predecessor].map({ graph.entries[$0].statement }) else { return false }
    return before.author == statement.author && before.number + 1 == statement.number
  }

  /// What is taken from it.
  private mutating func restrictionPolicies(
    _ index: Int, _ epoch: AccountEpoch, _ restrictions: Restrictions
  ) -> [LogPolicy] {
    let statement = graph.entries[index].statement
    var policies: [LogPolicy] = []
    if epoch.end == nil && !isFreeOfFreezing(statement.content)
      && restrictions.pending.contains(where: { $0 != index && !past.contains(index, inPastOf: $0) })
    {
      policies.append(.accountKeyNotFrozen)
    }
    guard let device = statement.author.device, !isBeyondItsAuthor(index, epoch) else { return policies }
    if !isAccepted(index, of: device, restrictions) { policies.append(.authorNotRevoked) }
    if let number = restrictions.forkedFrom[device], statement.number >= number {
      policies.append(.authorNotSuspended)
    }
    return policies
  }

  /// A succession that was followed is final, whatever becomes of its author; and one that the recovery key signed
  /// does not rest on its author at all. Else whoever has the old account key could revoke the author to stop it.
  private func isBeyondItsAuthor(_ index: Int, _ epoch: AccountEpoch) -> Bool {
    guard case .succession = graph.entries[index].statement.content else { return false }
    return epoch.end?.succession == index || recoverySight(graph.entries[index], epoch) != nil
  }

  private func isFreeOfFreezing(_ content: StatementContent) -> Bool {
    switch content {
    case .succession, .objection: true
    default: false
    }
  }

  /// Whether each revocation of the author accepts the statement.
  mutating func isAccepted(_ index: Int, of device: DeviceID, _ restrictions: Restrictions) -> Bool {
    let statement = graph.entries[index].statement
    let keys = [KeyID(device)] + graph.entries[index].signed.signatures.filter { $0.role == .device }.map(\.key)
    return restrictions.deciding(keys).allSatisfy { revocation in
      guard case .deviceRevoked(let revoked) = graph.entries[revocation].statement.content,
        past.contains(index, inPastOf: revocation)
      else { return false }
      guard let last = revoked.lastAccepted, revoked.device == device else { return true }
      return isOnBranch(statement, upTo: last)
    }
  }

  /// Whether a statement is the one named or one of its predecessors.
  private func isOnBranch(_ statement: Statement, upTo last: StatementHash) -> Bool {
    var next = last
    while let place = graph.index[next] {
      let known = graph.entries[place].statement
      if known.number <= statement.number { return known.id == statement.id }
      guard let before = known.predecessor else { return false }
      next = before
    }
    return false
  }

  /// By statement: the first objection of the recovery key's holder.
  private func objections() -> [Int: UnixTime] {
    var found: [Int: UnixTime] = [:]
    for (index, entry) in graph.entries.enumerated() where graph.isComplete[index] && graph.standsOnGenesis[index] {
      guard case .objection(let id) = entry.statement.content, entry.statement.author == .recovery,
        let target = graph.index[id], let epoch = epoch(of: entry.statement),
        let sight = recoverySight(entry, epoch)
      else { continue }
      found[target] = min(found[target] ?? sight, sight)
    }
    return found
  }
}
