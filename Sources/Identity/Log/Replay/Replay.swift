import Platform

/// Works out what follows from a log. All rules are in the extensions, one idea each:
/// - `pass` goes over all statements once;
/// - `authority` says from when on an author may say something;
/// - `revocations` finds those that count, before anything can be taken from them;
/// - `restrictions` and `choice` say what is taken from the others, and which succession is followed.
struct Replay {
  let graph: LogGraph
  let genesis: StatementHash
  let now: UnixTime
  var past: PastIndex
  var epochs: [AccountEpoch]
  /// The device that came first into an account whose genesis names none.
  var first: Int?
  /// In the order in which they were followed.
  private(set) var followed: [SuccessionClaim] = []

  init(_ log: AccountLog, now: UnixTime) {
    var epoch = AccountEpoch(key: log.account)
    if let founding = Self.founding(log) { epoch.recovery = founding.recovery }
    self.init(LogGraph(log), genesis: log.genesis, now: now, epochs: [epoch])
  }

  init(_ graph: LogGraph, genesis: StatementHash, now: UnixTime, epochs: [AccountEpoch]) {
    self.graph = graph
    self.genesis = genesis
    self.now = now
    self.epochs = epochs
    past = PastIndex(graph)
    first = firstDevice()
  }

  /// Everything, up to now.
  mutating func run() -> Outcome {
    while epochs.count <= LogLimits.successions, let next = nextFollowed() { follow(next) }
    return evaluate()
  }

  /// All passes, under the account keys that were followed.
  mutating func evaluate() -> Outcome {
    var recovery = RecoveryChoice.none
    while true {
      let positive = settle(nil)
      let revocations = revocations(positive)
      var restrictions = restrictions(positive, revocations)
      var final = settle(restrictions)
      // A recovery key that was appended counts for all passes; it is looked for once.
      if epochs.allSatisfy({ $0.recovery == nil }), recovery == .none {
        recovery = recoveryChoice(final)
        if case .key(let key, let since) = recovery {
          for index in epochs.indices {
            epochs[index].recovery = key
            epochs[index].recoverySince = since
          }
          continue
        }
      }
      let choice = succession(final)
      restrictions.pending = choice.pending.map(\.index)
      if !restrictions.pending.isEmpty { final = settle(restrictions) }
      return Outcome(
        positive: positive, revocations: revocations, restrictions: restrictions, final: final, recovery: recovery,
        choice: choice)
    }
  }

  struct Outcome {
    let positive: ReplayPass
    let revocations: RevocationFindings
    let restrictions: Restrictions
    let final: ReplayPass
    let recovery: RecoveryChoice
    let choice: SuccessionChoice
  }

  /// Passes until countersignatures change nothing any more, at most `rounds`: a countersignature can make another
  /// count earlier, and that one another.
  mutating func settle(_ restrictions: Restrictions?) -> ReplayPass {
    var last = pass(restrictions, countersigned: [:])
    for _ in 0..<Self.rounds where last.countersigned != last.assumed {
      last = pass(restrictions, countersigned: last.countersigned)
    }
    return last
  }

  private static let rounds = 16

  private mutating func follow(_ claim: SuccessionClaim) {
    let last = epochs.count - 1
    followed.append(claim)
    epochs[last].end = AccountEpoch.End(succession: claim.index, time: claim.end)
    var next = AccountEpoch(key: claim.content.new, since: claim.end)
    next.recovery = epochs[last].recovery
    next.recoverySince = epochs[last].recoverySince
    // Only the recovery key before can name another one.
    if claim.rank > .oldAndNew, let key = claim.content.recovery {
      next.recovery = key
      next.recoverySince = nil
    }
    epochs.append(next)
  }

  private static func founding(_ log: AccountLog) -> Genesis.Founding? {
    guard let entry = log.entries[log.genesis], case .genesis(let genesis) = entry.statement.content,
      let founding = genesis.founding, entry.sight(.account, by: KeyID(log.account)) != nil,
      entry.sight(.recovery, by: founding.recovery) != nil
    else { return nil }
    return founding
  }

  /// Of the devices that came by themselves the one that this verifier saw first. Deliberate: not the first in the
  /// order of replay, which whoever finds the archive could arrange to be by trying.
  private func firstDevice() -> Int? {
    guard let known = graph.index[genesis], graph.entries[known].statement.content == .genesis(.imported) else {
      return nil
    }
    var best: (time: UnixTime, index: Int)?
    for (index, entry) in graph.entries.enumerated() where graph.isComplete[index] && graph.standsOnGenesis[index] {
      guard case .deviceAdded(let added) = entry.statement.content, isOwnAddition(entry.statement, added),
        entry.statement.account == epochs[0].key,
        let account = entry.sight(.account, by: KeyID(epochs[0].key)),
        let own = entry.sight(.device, by: added.keys.signing)
      else { continue }
      let time = max(account, own)
      if best.map({ time < $0.time }) ?? true { best = (time, index) }
    }
    return best?.index
  }

  /// Whether a device speaks about itself, unapproved.
  func isOwnAddition(_ statement: Statement, _ added: AddedDevice) -> Bool {
    !added.method.isApproval && statement.author == .device(added.keys.device) && statement.number == 1
  }
}
