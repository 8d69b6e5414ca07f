/// A sorted set of IDs that knows the number and the sum of any range of them: a B-tree, each of whose nodes keeps both
/// for all below it. Insert, remove, search, rank and sum take O(log n).
///
/// A value: a copy costs nothing and stays as it is while the original changes (nodes are shared until one of the two
/// changes them), so that a sync of several rounds works on one state. About 50 bytes an ID.
public struct RangeTree: Sendable {
  /// Changed by this tree only while nothing else refers to it.
  var root: RangeTreeNode
  public private(set) var count: Int

  public init() {
    root = RangeTreeNode(ids: [])
    count = 0
  }

  /// The set of `ids`, in any order and with repetitions; O(n log n), with nodes that are nearly full.
  public init(_ ids: some Sequence<ItemID>) {
    var sorted: [ItemID] = []
    for id in ids.sorted() where sorted.last != id { sorted.append(id) }
    var level = Self.pieces(of: sorted, size: RangeTreeNode.leafCapacity * 7 / 8).map { RangeTreeNode(ids: $0) }
    while level.count > 1 {
      level = Self.pieces(of: level.map(RangeTreeNode.Child.init), size: RangeTreeNode.innerCapacity * 7 / 8)
        .map { RangeTreeNode(children: $0) }
    }
    root = level.first ?? RangeTreeNode(ids: [])
    count = sorted.count
  }

  public var isEmpty: Bool { count == 0 }

  /// Puts `id` in.
  /// - Returns: whether it was not there.
  @discardableResult
  public mutating func insert(_ id: ItemID) -> Bool {
    guard !contains(id) else { return false }
    ownRoot()
    if let right = root.insert(id) {
      root = RangeTreeNode(children: [RangeTreeNode.Child(root), RangeTreeNode.Child(right)])
    }
    count += 1
    return true
  }

  /// Takes `id` out.
  /// - Returns: whether it was there.
  @discardableResult
  public mutating func remove(_ id: ItemID) -> Bool {
    guard contains(id) else { return false }
    ownRoot()
    root.remove(id)
    count -= 1
    while !root.isLeaf, root.children.count <= 1 { root = root.children.first?.node ?? RangeTreeNode(ids: []) }
    return true
  }

  private mutating func ownRoot() {
    if !isKnownUniquelyReferenced(&root) { root = root.copy() }
  }

  /// `elements` cut into pieces of nearly one length, none longer than `size`.
  private static func pieces<Element>(of elements: [Element], size: Int) -> [[Element]] {
    let number = (elements.count + size - 1) / size
    return (0..<number).map { piece in
      Array(elements[elements.count * piece / number..<elements.count * (piece + 1) / number])
    }
  }
}
