extension RangeTree {
  public func contains(_ id: ItemID) -> Bool {
    var node = root
    while !node.isLeaf { node = node.children[node.child(for: id)].node }
    let index = node.ids.partitioningIndex { $0 >= id }
    return index < node.ids.count && node.ids[index] == id
  }

  /// How many IDs are below `id`.
  func rank(of id: ItemID) -> Int {
    var node = root
    var rank = 0
    while !node.isLeaf {
      let next = node.child(for: id)
      for index in 0..<next { rank += node.children[index].count }
      node = node.children[next].node
    }
    return rank + node.ids.partitioningIndex { $0 >= id }
  }

  /// How many items are below `bound`. All of them have the timestamp 0, so a later bound is above them all.
  func rank(of bound: RangeBound) -> Int { bound.timestamp > 0 ? count : rank(of: bound.id) }

  /// The ID at `rank`, counted from 0, the smallest first. `rank` must be below `count`.
  func id(at rank: Int) -> ItemID {
    precondition((0..<count).contains(rank), "rank \(rank) of \(count)")
    var node = root
    var rest = rank
    while !node.isLeaf {
      var index = 0
      while rest >= node.children[index].count {
        rest -= node.children[index].count
        index += 1
      }
      node = node.children[index].node
    }
    return node.ids[rest]
  }

  /// The sum of the first `number` IDs.
  func sum(ofFirst number: Int) -> IDSum {
    precondition((0...count).contains(number), "the first \(number) of \(count)")
    var sum = IDSum.zero
    var node = root
    var rest = number
    while !node.isLeaf {
      var index = 0
      while index < node.children.count, rest >= node.children[index].count {
        rest -= node.children[index].count
        sum += node.children[index].sum
        index += 1
      }
      guard index < node.children.count else { return sum }
      node = node.children[index].node
    }
    for index in 0..<rest { sum += IDSum(node.ids[index]) }
    return sum
  }

  /// The IDs of these ranks, the smallest first; O(log n + their number).
  public func ids(in ranks: Range<Int>) -> [ItemID] {
    var ids: [ItemID] = []
    ids.reserveCapacity(ranks.count)
    if !ranks.isEmpty { Self.collect(ranks, of: root, into: &ids) }
    return ids
  }

  private static func collect(_ ranks: Range<Int>, of node: RangeTreeNode, into ids: inout [ItemID]) {
    guard !node.isLeaf else {
      ids += node.ids[ranks]
      return
    }
    var start = 0
    for child in node.children where start < ranks.upperBound {
      let part = ranks.clamped(to: start..<start + child.count)
      if !part.isEmpty { collect(part.lowerBound - start..<part.upperBound - start, of: child.node, into: &ids) }
      start += child.count
    }
  }
}
