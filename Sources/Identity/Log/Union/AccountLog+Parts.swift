extension AccountLog {
  /// Its entries in the order of replay, none before what it stands on.
  public var ordered: [LogEntry] { LogGraph(self).entries }

  /// What somebody lacks who knows these heads and what they stand on, in the order of replay.
  public func entries(beyond heads: some Sequence<StatementHash>) -> [SignedStatement] {
    var known: Set<StatementHash> = []
    var open = Array(heads)
    while let id = open.popLast() {
      guard let entry = entries[id], known.insert(id).inserted else { continue }
      open += entry.statement.parents
    }
    return ordered.filter { !known.contains($0.statement.id) }.map(\.signed)
  }

  /// DER SPKIs of the keys that signed an entry, and of those that it names, as far as they are known.
  /// - Parameter isComplete: whether all that it names belong to it. Else only a receive key does: whoever writes to the
  ///   account needs that at once, and its devices' other keys are no business of a contact.
  public func keys(of entry: SignedStatement, isComplete: Bool = true) -> [[UInt8]] {
    var named: [KeyID] = []
    if isComplete {
      named = entry.statement.content.namedKeys
    } else if case .receiveKey(let change) = entry.statement.content {
      named = [change.receive]
    }
    return (entry.signatures.map(\.key) + named).compactMap { keys[$0] }
  }
}
