import Platform

/// A log as a list of entries, for files: all entries, in the order of replay. So there is one way to write it, and
/// each entry that was changed, left out, put elsewhere or put in twice is found at its number.
public enum LogSequence {
  /// The entries of a log, in order.
  public static func entries(of log: AccountLog) -> [[UInt8]] {
    LogGraph(log).entries.map(\.signed.bytes)
  }

  /// What is wrong with a list, by number; empty when nothing is. The first one is where it was tampered with.
  /// - Parameters:
  ///   - heads: that the reader knows from elsewhere (the archive, a card), so that a missing end is found too; its
  ///     number is that behind the last entry.
  ///   - now: the verifier's clock.
  public static func failures(
    of list: [[UInt8]], account: AccountFingerprint, genesis: StatementHash, keys: some Sequence<[UInt8]>,
    heads: some Sequence<StatementHash> = [], checker: some StatementSignatureChecker, now: UnixTime
  ) -> [EntryFailure] {
    var failures = Failures()
    var numbers: [StatementHash: Int] = [:]
    var batch: [(number: Int, entry: SignedStatement)] = []
    for (number, bytes) in list.enumerated() {
      do throws(IdentityError) {
        let entry = try SignedStatement(bytes: bytes)
        if numbers[entry.id] == nil {
          numbers[entry.id] = number
          batch.append((number, entry))
        } else {
          failures.add(.notRepeated, number, entry.id)
        }
      } catch {
        failures.add(.canonical, number, nil)
      }
    }
    var log = AccountLog(account: account, genesis: genesis)
    for failure in log.receive(batch.map(\.entry), keys: keys, checker: checker, now: now) {
      for policy in failure.policies { failures.add(policy, batch[failure.number].number, failure.id) }
    }
    let graph = LogGraph(log)
    for (place, entry) in graph.entries.enumerated() {
      guard let number = numbers[entry.statement.id] else { continue }
      if !graph.isComplete[place] { failures.add(.ancestorsKnown, number, entry.statement.id) }
      if case .genesis = entry.statement.content, entry.statement.id != genesis {
        failures.add(.pinnedGenesis, number, entry.statement.id)
      }
    }
    // Deliberate: of the others alone. What stands on something that is missing could be anywhere in the order, and
    // would put the blame on entries before it; those that are left have the order that they have in the whole.
    let complete = graph.entries.indices.filter { graph.isComplete[$0] }.map { graph.entries[$0].statement.id }
    let known = Set(complete)
    for (written, expected) in zip(batch.filter { known.contains($0.entry.id) }, complete)
    where written.entry.id != expected {
      failures.add(.inOrder, written.number, written.entry.id)
    }
    for head in Set(heads).sorted() where log.entries[head] == nil { failures.add(.present, list.count, head) }
    return failures.list
  }

  private struct Failures {
    private var byNumber: [Int: (id: StatementHash?, policies: [LogPolicy])] = [:]

    mutating func add(_ policy: LogPolicy, _ number: Int, _ id: StatementHash?) {
      byNumber[number, default: (id, [])].policies.append(policy)
    }

    var list: [EntryFailure] {
      byNumber.sorted { $0.key < $1.key }.map { number, found in
        EntryFailure(number: number, id: found.id, policies: found.policies)
      }
    }
  }
}
