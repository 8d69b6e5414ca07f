import Platform

/// Revocations are decided from what was ever brought in, before anything is taken from anybody: neither a fork nor
/// another revocation nor anything that comes later can undo one.
extension Replay {
  mutating func revocations(_ positive: ReplayPass) -> RevocationFindings {
    var findings = RevocationFindings()
    var byDevice: [(index: Int, since: UnixTime)] = []
    var byRecovery: [Int] = []
    for (index, entry) in graph.entries.enumerated() {
      guard case .deviceRevoked(let revoked) = entry.statement.content else { continue }
      guard let epoch = epoch(of: entry.statement) else {
        findings.failures[index] = [.accountKey]
        continue
      }
      if entry.statement.author == .recovery {
        byRecovery.append(index)
        continue
      }
      switch standing(index, revoked, epoch, positive) {
      case .none(let policies): findings.failures[index] = policies
      case .from(let since):
        // Where the account key came too late, the device's own is left.
        let isInTime = isInTime(index, epoch, late: since)
        if !isInTime && entry.statement.author.device == nil {
          findings.failures[index] = [.accountKey]
        } else if !isInTime || entry.sight(.account, by: KeyID(epoch.key)) == nil {
          byDevice.append((index, since))
        } else {
          add(index, since, isStrong: true, to: &findings)
        }
      }
    }
    addRecoverys(byRecovery, positive, to: &findings)
    for (index, since) in byDevice.sorted(by: { ($0.since, $0.index) < ($1.since, $1.index) }) {
      if wasRevoked(index, before: since, findings) || wasReplaced(index, before: since, positive) {
        findings.failures[index] = [.authorNotRevoked]
      } else {
        add(index, since, isStrong: false, to: &findings)
      }
    }
    return findings
  }

  private func add(_ index: Int, _ since: UnixTime, isStrong: Bool, to findings: inout RevocationFindings) {
    if since <= now { findings.inForce[index] = since } else { findings.pending[index] = since }
    if isStrong { findings.strong.insert(index) }
  }

  /// From when on the author's revocation counts, by the account's and the devices' keys.
  private func standing(
    _ index: Int, _ revoked: RevokedDevice, _ epoch: AccountEpoch, _ positive: ReplayPass
  ) -> Authority {
    let entry = graph.entries[index]
    let account = entry.sight(.account, by: KeyID(epoch.key))
    guard let device = entry.statement.author.device else {
      return account.map { .from([$0, epoch.since].compactMap { $0 }.max() ?? $0) } ?? .none([.signedByAccount])
    }
    let known = positive.introductions[device, default: []]
    guard !known.isEmpty else { return .none([.authorKnown]) }
    var policies: [LogPolicy] = [.signedByAuthor]
    var earliest: UnixTime?
    let own = Set(known.flatMap(\.keys.all))
    let isOwn = revoked.device == device && own.isSuperset(of: revoked.keys)
    for introduction in known {
      guard let signature = entry.signed.signature(.device, by: introduction.keys.signing),
        let sight = entry.sight(.device, by: introduction.keys.signing)
      else { continue }
      if !fits(signature.algorithm, introduction.keys.algorithm) {
        policies = [.algorithm]
        continue
      }
      if !isOwn && introduction.role != .full {
        policies = [.role]
        continue
      }
      var times = [sight, account, epoch.since].compactMap { $0 }
      if !isOwn {
        let lifted = [positive.assumed[index], recoverySight(entry, epoch)].compactMap { $0 }.min()
        times.append(min(introduction.mature, lifted ?? introduction.mature))
      }
      guard let since = times.max() else { continue }
      earliest = min(earliest ?? since, since)
    }
    return earliest.map { .from($0) } ?? .none(policies)
  }

  /// Those of the recovery key's holder. A recovery key that was appended counts for them as soon as it was, whatever
  /// became of the device that appended it, unless that was revoked before.
  private mutating func addRecoverys(
    _ revocations: [Int], _ positive: ReplayPass, to findings: inout RevocationFindings
  ) {
    guard !revocations.isEmpty else { return }
    var appended = RecoveryChoice.none
    if epochs.contains(where: { $0.recovery == nil || $0.recoverySince != nil }) {
      var candidates: [Int] = []
      for index in positive.recoveryKeys {
        guard let since = positive.since[index] else { continue }
        if !wasRevoked(index, before: since, findings), !wasReplaced(index, before: since, positive) {
          candidates.append(index)
        }
      }
      appended = recoveryChoice(positive, among: candidates)
    }
    for index in revocations {
      let entry = graph.entries[index]
      guard let epoch = epoch(of: entry.statement) else { continue }
      var sights = [recoverySight(entry, epoch)]
      if epoch.recovery == nil || epoch.recoverySince != nil, case .key(let key, let since) = appended {
        sights.append(entry.sight(.recovery, by: key).map { max($0, since) })
      }
      guard let sight = sights.compactMap({ $0 }).min() else {
        findings.failures[index] = [.signedByRecovery]
        continue
      }
      let since = max(sight, epoch.since ?? sight)
      // A later key takes its place, if it was named; what it said before stays.
      if let end = epoch.end, !past.contains(index, inPastOf: end.succession), since >= end.time,
        epochs.last?.recovery != epoch.recovery
      {
        findings.failures[index] = [.accountKey]
      } else {
        add(index, since, isStrong: true, to: &findings)
      }
    }
  }

  /// Whether a revocation of its author was in force before a statement took effect, and its past is without the
  /// statement. Deliberate: before, not at the same time: two devices that revoke each other are both revoked.
  private mutating func wasRevoked(_ index: Int, before since: UnixTime, _ findings: RevocationFindings) -> Bool {
    let entry = graph.entries[index]
    guard let device = entry.statement.author.device else { return false }
    let keys = Set(
      [KeyID(device)] + entry.signed.signatures.filter { $0.role == .device }.map(\.key))
    let end = epoch(of: entry.statement)?.end?.succession
    for (revocation, time) in findings.inForce where revocation != index {
      guard case .deviceRevoked(let revoked) = graph.entries[revocation].statement.content,
        !keys.isDisjoint(with: revoked.keys), !past.contains(index, inPastOf: revocation)
      else { continue }
      if time < since { return true }
      // The account went on without the device, and without what it says now.
      if let end, past.contains(revocation, inPastOf: end), !past.contains(index, inPastOf: end) { return true }
    }
    return false
  }

  /// Whether the device had replaced the key that signed by the time a statement took effect, and the statement is not
  /// one of those before. Of what the account key signed too the account key decides.
  private mutating func wasReplaced(_ index: Int, before since: UnixTime, _ positive: ReplayPass) -> Bool {
    let entry = graph.entries[index]
    guard let device = entry.statement.author.device else { return false }
    let signers = entry.signed.signatures.filter { $0.role == .device }.map(\.key)
    for (introduction, keys) in positive.replacedKeys(of: device)
    where introduction.since <= since && !keys.isDisjoint(with: signers) {
      if !past.contains(index, inPastOf: introduction.index) { return true }
    }
    return false
  }
}
