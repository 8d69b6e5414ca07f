import Platform

extension Replay {
  /// From when on a statement has its effect; or the rules against it.
  mutating func effect(
    _ index: Int, _ epoch: AccountEpoch, _ pass: ReplayPass, _ restrictions: Restrictions?, _ objection: UnixTime?
  ) -> Authority {
    let entry = graph.entries[index]
    switch entry.statement.content {
    case .genesis(let content): return genesisEffect(entry, content, epoch)
    case .deviceAdded(let added):
      let policies = restrictions.map { keyPolicies(index, added.keys, pass, $0) } ?? []
      let found = additionEffect(index, added, epoch, pass, objection)
      switch found {
      case .none(let more): return .none(policies + more)
      case .from: return policies.isEmpty ? found : .none(policies)
      }
    case .succession(let content): return successionEffect(index, content, epoch, pass)
    case .objection(let target):
      let isKnown = graph.index[target].map { past.contains($0, inPastOf: index) } ?? false
      guard entry.statement.author == .recovery else { return .none([.signedByRecovery]) }
      guard isKnown else { return .none([.target]) }
      return authority(index, epoch, pass, needsAccount: false)
    case .countersignature(let target):
      guard mayCountersign(index, target, pass) else { return .none([.target]) }
      return authority(index, epoch, pass, needsAccount: entry.statement.author != .recovery)
    case .recoveryKey(let key):
      guard isNew(key, restrictions) else { return .none([.recoveryKeyNew]) }
      guard entry.statement.author.device != nil else { return .none([.authorKnown]) }
      return authority(index, epoch, pass, needsAccount: true)
    case .receiveKey:
      return authority(index, epoch, pass, needsAccount: true)
    case .unknown: return .none([.kindKnown])
    case .deviceRevoked: return .none([.kindKnown])
    }
  }

  /// Whether no other recovery key counts. One that genesis names always does; one that was appended may have lost
  /// only where something is taken from statements at all.
  private func isNew(_ key: KeyID, _ restrictions: Restrictions?) -> Bool {
    guard let known = epochs[0].recovery, known != key else { return true }
    return restrictions == nil && epochs[0].recoverySince != nil
  }

  private func genesisEffect(_ entry: LogEntry, _ content: Genesis, _ epoch: AccountEpoch) -> Authority {
    guard entry.statement.id == genesis else { return .none([.pinnedGenesis]) }
    guard let account = entry.sight(.account, by: KeyID(epoch.key)) else { return .none([.signedByAccount]) }
    guard let founding = content.founding else { return .from(account) }
    guard let recovery = entry.sight(.recovery, by: founding.recovery) else { return .none([.signedByRecovery]) }
    return .from(max(account, recovery))
  }

  private mutating func additionEffect(
    _ index: Int, _ added: AddedDevice, _ epoch: AccountEpoch, _ pass: ReplayPass, _ objection: UnixTime?
  ) -> Authority {
    let entry = graph.entries[index]
    if added.method.isApproval {
      guard entry.statement.author.device == added.approver else { return .none([.approver]) }
      guard added.method == .replacement else { return authority(index, epoch, pass, needsAccount: true) }
      guard added.approver == added.keys.device || pass.introductions[added.keys.device] == nil else {
        return .none([.keysNotInUse])
      }
      // It gives nobody more than the author has, so it need not wait until that may act.
      return authority(index, epoch, pass, needsAccount: true, waits: false)
    }
    if entry.statement.author == .recovery {
      return authority(index, epoch, pass, needsAccount: true)
    }
    guard isOwnAddition(entry.statement, added), pass.introductions[added.keys.device] == nil else {
      return .none([.approver])
    }
    guard let account = entry.sight(.account, by: KeyID(epoch.key)) else { return .none([.signedByAccount]) }
    guard let own = entry.signed.signature(.device, by: added.keys.signing),
      let sight = entry.sight(.device, by: added.keys.signing)
    else { return .none([.signedByAuthor]) }
    guard fits(own.algorithm, added.keys.algorithm) else { return .none([.algorithm]) }
    let seen = [account, sight, epoch.since].compactMap { $0 }.max() ?? sight
    if index == first { return .from(seen) }
    let later = seen.adding(seconds: LogLimits.objection)
    let since = max(
      seen, min(later, [pass.assumed[index], recoverySight(entry, epoch)].compactMap { $0 }.min() ?? later))
    if let objection, objection < since { return .none([.notObjected]) }
    return .from(since)
  }

  /// No key of it is revoked, or another device's.
  private mutating func keyPolicies(
    _ index: Int, _ keys: DeviceKeys, _ pass: ReplayPass, _ restrictions: Restrictions
  ) -> [LogPolicy] {
    var policies: [LogPolicy] = []
    if !restrictions.deciding(keys.all).allSatisfy({ past.contains(index, inPastOf: $0) }) {
      policies.append(.keysNotRevoked)
    }
    let accounts = Set(epochs.map { KeyID($0.key) } + epochs.compactMap(\.recovery))
    if keys.all.contains(where: { pass.owners[$0].map { $0 != keys.device } ?? accounts.contains($0) }) {
      policies.append(.keysNotInUse)
    }
    return policies
  }

  /// The recovery key may countersign anything; a device what another device says that came in after it, and the
  /// addition of any that came in unapproved.
  private mutating func mayCountersign(_ index: Int, _ target: StatementHash, _ pass: ReplayPass) -> Bool {
    guard let place = graph.index[target], past.contains(place, inPastOf: index) else { return false }
    let statement = graph.entries[place].statement
    guard let device = graph.entries[index].statement.author.device else { return true }
    var subject = statement.author.device
    if case .deviceAdded(let added) = statement.content {
      subject = added.keys.device
      if isOwnAddition(statement, added) { return device != subject }
    }
    guard let subject, subject != device, let younger = pass.introductions[subject]?.first,
      let older = pass.introductions[device]?.first
    else { return false }
    return past.contains(older.index, inPastOf: younger.index)
  }

  /// Notes what a statement that takes effect brings.
  mutating func note(
    _ index: Int, _ since: UnixTime, _ epoch: AccountEpoch, _ objection: UnixTime?, in pass: inout ReplayPass
  ) {
    let entry = graph.entries[index]
    switch entry.statement.content {
    case .genesis(let content):
      guard let keys = content.founding?.device else { return }
      introduce(Introduction(index: index, keys: keys, role: .full, method: nil, since: since, mature: since), &pass)
    case .deviceAdded(let added):
      introduce(
        Introduction(
          index: index, keys: added.keys, role: added.role, method: added.method, since: since,
          mature: maturity(index, added, since, epoch, pass)), &pass)
      if added.method == .replacement, let former = added.approver, former != added.keys.device {
        pass.replacements[former, default: []].append(index)
      }
    case .countersignature(let target):
      guard let place = graph.index[target] else { return }
      pass.countersigned[place] = min(pass.countersigned[place] ?? since, since)
    case .recoveryKey: pass.recoveryKeys.append(index)
    case .succession(let content):
      pass.successions += claims(index, content, epoch, objection, pass)
    case .receiveKey, .objection, .deviceRevoked, .unknown: break
    }
  }

  /// From when on a device may act: 24 hours after this verifier first saw its addition; at once when it was first, or
  /// brought in by the recovery key, or its addition is countersigned. Other keys of a device that is in do not start
  /// the time anew, nor does a device that takes the place of one; a higher role does.
  private mutating func maturity(
    _ index: Int, _ added: AddedDevice, _ since: UnixTime, _ epoch: AccountEpoch, _ pass: ReplayPass
  ) -> UnixTime {
    let entry = graph.entries[index]
    if index == first || entry.statement.author == .recovery { return since }
    if let before = pass.introductions[added.keys.device]?.last, before.role == .full || added.role == .leaf {
      return max(since, before.mature)
    }
    if added.method == .replacement, let former = added.approver, let before = speaker(index, former, pass) {
      return max(since, before.mature)
    }
    let roles: [StatementSignature.Role] = [.account, .device]
    let seen = zip(entry.signed.signatures, entry.sights).filter { roles.contains($0.0.role) }.map(\.1).max() ?? since
    let natural = seen.adding(seconds: LogLimits.maturity)
    let lifted = [pass.assumed[index], recoverySight(entry, epoch)].compactMap { $0 }.min() ?? natural
    return max(since, min(natural, lifted))
  }

  private func introduce(_ introduction: Introduction, _ pass: inout ReplayPass) {
    pass.introductions[introduction.keys.device, default: []].append(introduction)
    for key in introduction.keys.all where pass.owners[key] == nil { pass.owners[key] = introduction.keys.device }
  }
}
