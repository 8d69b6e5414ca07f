import Platform

/// Puts the outcome of a replay in words.
struct LogStateBuilder {
  let outcome: Replay.Outcome
  let replay: Replay
  let heads: [StatementHash]

  private var now: UnixTime { replay.now }

  var state: LogState {
    LogState(
      accounts: replay.epochs.map(\.key), recoveryKey: replay.epochs.last?.recovery,
      contestedRecoveryKeys: contested, devices: devices, revokedKeys: revokedKeys.union(replacedKeys).sorted(),
      revocations: outcome.revocations.inForce.keys.sorted().map(id),
      revocationStatuses: revocationStatuses, receiveKey: receiveKey,
      successions: successions, forks: forks, pending: pending, heads: heads, failures: failures)
  }

  private func id(_ index: Int) -> StatementHash { replay.graph.entries[index].statement.id }

  private var contested: [StatementHash] {
    guard case .contested(let indices) = outcome.recovery else { return [] }
    return indices.map(id)
  }

  private func revoked(_ index: Int) -> RevokedDevice? {
    guard case .deviceRevoked(let revoked) = replay.graph.entries[index].statement.content else { return nil }
    return revoked
  }

  private var revocationStatuses: [RevocationStatus] {
    var (countersigned, objected): (Set<StatementHash>, Set<StatementHash>) = ([], [])
    for (index, entry) in replay.graph.entries.enumerated() {
      guard entry.statement.author == .recovery, let since = outcome.final.since[index], since <= now else { continue }
      switch entry.statement.content {
      case .objection(let target): objected.insert(target)
      case .countersignature(let target): countersigned.insert(target)
      default: break
      }
    }
    return outcome.revocations.inForce.keys.sorted().compactMap { index in
      guard let revoked = revoked(index) else { return nil }
      let entry = replay.graph.entries[index]
      let isSigned = replay.epoch(of: entry.statement).map { replay.recoverySight(entry, $0) != nil } ?? false
      return RevocationStatus(
        statement: id(index), device: revoked.device,
        isByRecovery: entry.statement.author == .recovery || isSigned || countersigned.contains(id(index)),
        isObjected: objected.contains(id(index)))
    }
  }

  private var revokedKeys: Set<KeyID> { Set(outcome.restrictions.revocations.keys) }

  /// Those that devices have replaced by their own word. The devices stay.
  private var replacedKeys: Set<KeyID> {
    outcome.final.introductions.keys.reduce(into: []) { all, device in
      for (introduction, keys) in outcome.final.replacedKeys(of: device) where introduction.since <= now {
        all.formUnion(keys)
      }
    }
  }

  private var devices: [LoggedDevice] {
    let revoked = revokedKeys
    return introductions.sorted { $0.key < $1.key }.compactMap { device, known in
      let all = outcome.final.introductions[device]
      // What takes effect later does not take away what the device has now.
      let counting = all?.last { $0.since <= now } ?? all?.last
      guard let introduction = counting ?? known.last else { return nil }
      let standing: LoggedDevice.Standing
      let keys = known.flatMap(\.keys.all)
      if !revoked.isDisjoint(with: keys) {
        standing = isSuperseded(keys) ? .superseded : .revoked
      } else if isReplaced(device) {
        standing = .superseded
      } else if let counting {
        standing = self.standing(device, counting)
      } else {
        standing = .notListed
      }
      let mayAct = standing == .active && introduction.role == .full
      return LoggedDevice(
        keys: introduction.keys, role: introduction.role, method: method(introduction, all ?? known),
        introduction: id(introduction.index), standing: standing, actsFrom: mayAct ? introduction.mature : nil,
        formerSigning: formerSigning(all ?? [], introduction))
    }
  }

  /// How it came in: what a device says of its own keys changes nothing about that.
  private func method(_ present: Introduction, _ all: [Introduction]) -> AddedDevice.Method? {
    let statement = replay.graph.entries[present.index].statement
    guard statement.author == .device(present.keys.device), let first = all.first else { return present.method }
    return first.method
  }

  /// The signing keys before the present one, and since when each is not the present one.
  private func formerSigning(_ all: [Introduction], _ present: Introduction) -> [KeyID: UnixTime] {
    var former: [KeyID: UnixTime] = [:]
    for (one, next) in zip(all, all.dropFirst()) where next.since <= now {
      former[one.keys.signing] = next.since
      former[next.keys.signing] = nil
    }
    former[present.keys.signing] = nil
    return former
  }

  /// Whether another device has its place.
  private func isReplaced(_ device: DeviceID) -> Bool {
    outcome.final.replacements[device, default: []].contains { index in
      outcome.final.since[index].map { $0 <= now } ?? false
    }
  }

  /// Of all devices that ever came in, or would have without an objection.
  private var introductions: [DeviceID: [Introduction]] {
    var all = outcome.positive.introductions
    for (index, entry) in replay.graph.entries.enumerated() {
      guard case .deviceAdded(let added) = entry.statement.content, all[added.keys.device] == nil,
        outcome.final.failures[index] == [.notObjected]
      else { continue }
      all[added.keys.device] = [
        Introduction(
          index: index, keys: added.keys, role: added.role, method: added.method, since: now, mature: now)
      ]
    }
    return all
  }

  private func standing(_ device: DeviceID, _ introduction: Introduction) -> LoggedDevice.Standing {
    if outcome.restrictions.forkedFrom[device] != nil { return .suspended }
    return introduction.since > now ? .pending(until: introduction.since) : .active
  }

  private func isSuperseded(_ keys: [KeyID]) -> Bool {
    Set(keys.flatMap { outcome.restrictions.revocations[$0, default: []] })
      .allSatisfy { revoked($0)?.reason == .superseded }
  }

  /// The highest generation that counts; of two the last in the order of replay.
  private var receiveKey: ReceiveKeyChange? {
    var best: ReceiveKeyChange?
    for (index, entry) in replay.graph.entries.enumerated() {
      guard case .receiveKey(let change) = entry.statement.content, let since = outcome.final.since[index],
        since <= now, change.generation >= best?.generation ?? 0
      else { continue }
      best = change
    }
    return best
  }

  private var successions: [SuccessionStatus] {
    func status(_ claim: SuccessionClaim, _ outcome: SuccessionStatus.Outcome) -> SuccessionStatus {
      SuccessionStatus(
        statement: id(claim.index), old: replay.graph.entries[claim.index].statement.account, new: claim.content.new,
        rank: claim.rank, outcome: outcome)
    }
    let choice = outcome.choice
    // One for each statement, whatever ranks it has had: what decides, or else what speaks loudest.
    var all = replay.followed.map { ($0, SuccessionStatus.Outcome.followed(since: $0.end)) }
    all += choice.pending.sorted { $0.end < $1.end }.map { ($0, .pending(until: $0.end)) }
    all += choice.contested.sorted { $0.rank > $1.rank }.map { ($0, .contested) }
    // Its time is over, and it was not followed then: what kept it back is gone, but it takes a new one now.
    all += choice.followed.map { [($0, .cancelled)] } ?? []
    all += choice.cancelled.sorted { $0.rank > $1.rank }.map { ($0, .cancelled) }
    var told: Set<Int> = []
    return all.filter { told.insert($0.0.index).inserted }.map { status($0.0, $0.1) }
  }

  private var forks: [ForkEvidence] {
    replay.forks(outcome.positive).map { key, statements in
      let isOpen = outcome.restrictions.forkedFrom[key.0].map { key.1 >= $0 } ?? false
      return ForkEvidence(author: key.0, number: key.1, statements: statements.map(id), isResolved: !isOpen)
    }
  }

  private var pending: [PendingStatement] {
    let others = outcome.final.since.enumerated().compactMap { index, since -> PendingStatement? in
      guard let since, since > now else { return nil }
      return PendingStatement(statement: id(index), until: since)
    }
    let revocations = outcome.revocations.pending.map { PendingStatement(statement: id($0.key), until: $0.value) }
    return (others + revocations).sorted { ($0.until, $0.statement) < ($1.until, $1.statement) }
  }

  private var failures: [EntryFailure] {
    replay.graph.entries.indices.compactMap { index in
      let found = outcome.final.failures[index] + outcome.revocations.failures[index, default: []]
      guard !found.isEmpty else { return nil }
      let policies = LogPolicy.allCases.filter(found.contains)
      return EntryFailure(number: index, id: id(index), policies: policies)
    }
  }
}
