import Platform

/// From when on somebody may say something; or the rules against it.
enum Authority {
  case from(UnixTime)
  case none([LogPolicy])
}

extension Replay {
  /// What every author's statement, but an own addition, a succession and a revocation, needs.
  /// - Parameters:
  ///   - needsAccount: whether the account key has to have signed too.
  ///   - isLifted: whether a signature of the recovery key spares a device the wait.
  ///   - waits: whether a device has to wait until it may act.
  mutating func authority(
    _ index: Int, _ epoch: AccountEpoch, _ pass: ReplayPass, needsAccount: Bool, isLifted: Bool = true,
    waits: Bool = true
  ) -> Authority {
    let entry = graph.entries[index]
    let account = entry.sight(.account, by: KeyID(epoch.key))
    var policies: [LogPolicy] = []
    if needsAccount && account == nil { policies.append(.signedByAccount) }
    var times = [needsAccount ? account : nil, epoch.since].compactMap { $0 }
    let recovery = recoverySight(entry, epoch)
    switch entry.statement.author {
    case .account: policies.append(.authorKnown)
    case .recovery:
      if let recovery { times.append(recovery) } else { policies.append(.signedByRecovery) }
    case .device(let device):
      switch speaker(index, device, pass) {
      case .none: policies.append(.authorKnown)
      case .some(let speaker):
        guard let own = entry.signed.signature(.device, by: speaker.keys.signing),
          let sight = entry.sight(.device, by: speaker.keys.signing)
        else {
          policies.append(.signedByAuthor)
          break
        }
        if !fits(own.algorithm, speaker.keys.algorithm) { policies.append(.algorithm) }
        if speaker.role != .full { policies.append(.role) }
        times.append(sight)
        // Countersigned, it need not wait.
        let lifted = [pass.assumed[index], isLifted ? recovery : nil].compactMap { $0 }.min()
        times.append(waits ? min(speaker.mature, lifted ?? speaker.mature) : speaker.since)
      }
    }
    guard policies.isEmpty, let latest = times.max() else { return .none(policies) }
    return .from(latest)
  }

  /// When the recovery key that counts under this account key was first seen to sign it.
  func recoverySight(_ entry: LogEntry, _ epoch: AccountEpoch) -> UnixTime? {
    guard let key = epoch.recovery, let sight = entry.sight(.recovery, by: key) else { return nil }
    return max(sight, epoch.recoverySince ?? sight)
  }

  func fits(_ algorithm: StatementSignature.Algorithm, _ declared: DeviceKeys.Signing) -> Bool {
    algorithm == (declared == .pss ? .pss : .pkcs1)
  }

  /// The device as the author knew it: its last introduction in the statement's past. Nil for one that has named another
  /// in its place: there is never more than one in a place.
  mutating func speaker(_ index: Int, _ device: DeviceID, _ pass: ReplayPass) -> Introduction? {
    for place in pass.replacements[device, default: []] where past.contains(place, inPastOf: index) { return nil }
    return pass.introductions[device, default: []].last { past.contains($0.index, inPastOf: index) }
  }

  /// The account key's time that a statement belongs to, with its rules; nil when there is none.
  /// - Parameter since: when it takes effect, where a statement that came late may still count for having taken effect
  ///   before the account key's end; nil where it may not.
  mutating func isInTime(_ index: Int, _ epoch: AccountEpoch, late since: UnixTime?) -> Bool {
    guard let end = epoch.end, index != end.succession, !past.contains(index, inPastOf: end.succession) else {
      return true
    }
    return since.map { $0 < end.time } ?? false
  }

  func epoch(of statement: Statement) -> AccountEpoch? { epochs.first { $0.key == statement.account } }
}
