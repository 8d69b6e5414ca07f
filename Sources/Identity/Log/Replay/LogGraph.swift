/// A log's statements in the one order of replay: none before what it stands on, and of those that could be next the
/// one with the lowest ID.
struct LogGraph {
  let entries: [LogEntry]
  /// Place in the order.
  let index: [StatementHash: Int]
  /// What each one stands on, as far as it is known. Always before it.
  let parents: [[Int]]
  /// Whether all that one stands on, directly or not, is known.
  let isComplete: [Bool]
  /// Whether one stands on the pinned genesis, or is it.
  let standsOnGenesis: [Bool]

  init(_ log: AccountLog) { self.init(Array(log.entries.values), genesis: log.genesis) }

  init(_ entries: [LogEntry], genesis: StatementHash) {
    let byID = entries.sorted { $0.statement.id < $1.statement.id }
    let rank = Dictionary(uniqueKeysWithValues: byID.enumerated().map { ($0.element.statement.id, $0.offset) })
    var open = [Int](repeating: 0, count: byID.count)
    var children = [[Int]](repeating: [], count: byID.count)
    for (child, entry) in byID.enumerated() {
      for case let parent? in entry.statement.parents.map({ rank[$0] }) {
        open[child] += 1
        children[parent].append(child)
      }
    }
    var ready = IndexHeap()
    for node in byID.indices where open[node] == 0 { ready.insert(node) }
    var order: [LogEntry] = []
    order.reserveCapacity(byID.count)
    while let node = ready.removeFirst() {
      order.append(byID[node])
      for child in children[node] {
        open[child] -= 1
        if open[child] == 0 { ready.insert(child) }
      }
    }
    // Nothing is left over: statements name each other by their hashes, so there are no circles.
    let index = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element.statement.id, $0.offset) })
    let parents = order.map { entry in entry.statement.parents.compactMap { index[$0] } }
    var isComplete: [Bool] = []
    var standsOnGenesis: [Bool] = []
    for (node, entry) in order.enumerated() {
      let above = parents[node]
      isComplete.append(above.count == entry.statement.parents.count && above.allSatisfy { isComplete[$0] })
      standsOnGenesis.append(entry.statement.id == genesis || above.contains { standsOnGenesis[$0] })
    }
    self.entries = order
    self.index = index
    self.parents = parents
    self.isComplete = isComplete
    self.standsOnGenesis = standsOnGenesis
  }
}
