/// One node of a `RangeTree`: sorted IDs, or its children with what is known of each.
///
/// Sendable: a node is changed only while one tree alone refers to it (`RangeTree` and `owned(at:)` see to that).
final class RangeTreeNode: @unchecked Sendable {  // the reason is above
  /// A child as its parent sees it, so that a search touches no child that it does not enter.
  struct Child {
    var node: RangeTreeNode
    var count: Int
    var sum: IDSum
    /// At most the smallest ID below it, and above all IDs of the child before.
    var lowest: ItemID

    init(_ node: RangeTreeNode) {
      self.node = node
      count = node.count
      sum = node.sum
      lowest = node.lowest
    }
  }

  /// The most IDs that a leaf holds: 2 KiB of them.
  static let leafCapacity = 64
  /// The most children that an inner node has.
  static let innerCapacity = 32

  /// A leaf's; empty in an inner node.
  private(set) var ids: [ItemID]
  /// An inner node's; empty in a leaf.
  private(set) var children: [Child]
  let isLeaf: Bool

  init(ids: [ItemID]) {
    self.ids = ids
    children = []
    isLeaf = true
  }

  init(children: [Child]) {
    ids = []
    self.children = children
    isLeaf = false
  }

  func copy() -> RangeTreeNode { isLeaf ? RangeTreeNode(ids: ids) : RangeTreeNode(children: children) }

  /// IDs below it.
  var count: Int { isLeaf ? ids.count : children.reduce(0) { $0 + $1.count } }

  var sum: IDSum {
    var sum = IDSum.zero
    for id in ids { sum += IDSum(id) }
    for child in children { sum += child.sum }
    return sum
  }

  /// The smallest ID; zero in an empty tree's only leaf.
  var lowest: ItemID { (isLeaf ? ids.first : children.first?.lowest) ?? .zero }

  /// Puts in an ID that is not there.
  /// - Returns: the new right neighbour, when this node had to be split.
  func insert(_ id: ItemID) -> RangeTreeNode? { isLeaf ? insertIntoLeaf(id) : insertIntoChild(id) }

  /// Takes out an ID that is there.
  func remove(_ id: ItemID) {
    guard !isLeaf else {
      ids.remove(at: ids.partitioningIndex { $0 >= id })
      return
    }
    let index = child(for: id)
    own(at: index)
    children[index].node.remove(id)
    children[index].count -= 1
    children[index].sum -= IDSum(id)
    if children[index].count == 0 {
      children.remove(at: index)
    } else {
      children[index].lowest = children[index].node.lowest
      mergeIfSmall(at: index)
    }
  }

  /// The child in whose range `id` lies.
  func child(for id: ItemID) -> Int { max(0, children.partitioningIndex { $0.lowest > id } - 1) }

  private func insertIntoLeaf(_ id: ItemID) -> RangeTreeNode? {
    guard ids.count == Self.leafCapacity else {
      ids.insert(id, at: ids.partitioningIndex { $0 >= id })
      return nil
    }
    let half = Self.leafCapacity / 2
    let right = RangeTreeNode(ids: Array(ids[half...]))
    ids.removeLast(ids.count - half)
    let side = id < right.lowest ? self : right
    side.ids.insert(id, at: side.ids.partitioningIndex { $0 >= id })
    return right
  }

  private func insertIntoChild(_ id: ItemID) -> RangeTreeNode? {
    let index = child(for: id)
    own(at: index)
    let split = children[index].node.insert(id)
    children[index].count += 1
    children[index].sum += IDSum(id)
    children[index].lowest = min(children[index].lowest, id)
    guard let split else { return nil }
    let neighbour = Child(split)
    children[index].count -= neighbour.count
    children[index].sum -= neighbour.sum
    children.insert(neighbour, at: index + 1)
    guard children.count > Self.innerCapacity else { return nil }
    let half = children.count / 2
    let right = RangeTreeNode(children: Array(children[half...]))
    children.removeLast(children.count - half)
    return right
  }

  /// Makes the child this tree's alone: other trees that share it keep the old one.
  private func own(at index: Int) {
    if !isKnownUniquelyReferenced(&children[index].node) { children[index].node = children[index].node.copy() }
  }

  /// Joins a child that is under a quarter full with a neighbour, when both together leave room in one node.
  private func mergeIfSmall(at index: Int) {
    let (capacity, size) = children[index].node.fill
    guard size < capacity / 4, children.count > 1 else { return }
    let left = index + 1 < children.count ? index : index - 1
    guard children[left].node.fill.size + children[left + 1].node.fill.size <= capacity * 3 / 4 else { return }
    own(at: left)
    let right = children.remove(at: left + 1)
    children[left].node.ids += right.node.ids
    children[left].node.children += right.node.children
    children[left].count += right.count
    children[left].sum += right.sum
  }

  /// How many IDs or children it may hold, and how many it holds.
  private var fill: (capacity: Int, size: Int) {
    isLeaf ? (Self.leafCapacity, ids.count) : (Self.innerCapacity, children.count)
  }
}
