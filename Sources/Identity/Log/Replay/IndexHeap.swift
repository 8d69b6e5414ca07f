/// Numbers, of which the lowest is taken out first.
struct IndexHeap {
  private var nodes: [Int] = []

  mutating func insert(_ value: Int) {
    nodes.append(value)
    var child = nodes.count - 1
    while child > 0, nodes[child] < nodes[(child - 1) / 2] {
      nodes.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() -> Int? {
    guard let first = nodes.first, let last = nodes.popLast() else { return nil }
    guard !nodes.isEmpty else { return first }
    nodes[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < nodes.count }
      guard let least = children.min(by: { nodes[$0] < nodes[$1] }), nodes[least] < nodes[parent] else { return first }
      nodes.swapAt(parent, least)
      parent = least
    }
  }
}
