import Testing

@testable import Relay

@Suite("Range tree")
struct RangeTreeTests {
  /// Compares everything a tree can be asked with a sorted list.
  private func check(_ tree: RangeTree, _ list: [ItemID], _ generator: inout SeededGenerator) {
    #expect(tree.count == list.count)
    #expect(tree.ids(in: 0..<tree.count) == list)
    for _ in 0..<20 {
      let low = Int.random(in: 0...list.count, using: &generator)
      let high = Int.random(in: low...list.count, using: &generator)
      var sum = IDSum.zero
      for id in list[low..<high] { sum += IDSum(id) }
      #expect(tree.sum(ofFirst: high) - tree.sum(ofFirst: low) == sum)
      #expect(tree.ids(in: low..<high) == Array(list[low..<high]))
      let id = low < list.count && Bool.random(using: &generator) ? list[low] : ItemID.random(&generator)
      #expect(tree.rank(of: id) == list.partitioningIndex { $0 >= id })
      if low < list.count { #expect(tree.id(at: low) == list[low]) }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a tree that grows and shrinks at random knows the same ranks, sums and IDs as a sorted list`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var tree = RangeTree()
    var list: [ItemID] = []
    for phase in 0..<12 {
      // Grows past two levels, then shrinks to nothing, twice.
      for _ in 0..<1_000 {
        if phase % 6 < 3 {
          let id = ItemID.random(&generator)
          let new = tree.insert(id)
          #expect(new)
          list.insert(id, at: list.partitioningIndex { $0 >= id })
        } else if let id = list.randomElement(using: &generator) {
          let old = tree.remove(id)
          #expect(old)
          list.remove(at: list.partitioningIndex { $0 >= id })
        }
      }
      check(tree, list, &generator)
    }
    #expect(tree.isEmpty)
    #expect(tree.root.isLeaf)
  }

  @Test func `inserting twice and removing what is not there change nothing`() {
    var generator = SeededGenerator(seed: 4)
    let ids = ItemID.randoms(500, &generator)
    var tree = RangeTree(ids)
    let before = tree.fingerprint(of: 0..<500)
    let inserted = ids.filter { tree.insert($0) }
    let removed = ItemID.randoms(500, &generator).filter { tree.remove($0) }
    #expect(inserted.isEmpty && removed.isEmpty)
    #expect(tree.count == 500)
    #expect(tree.fingerprint(of: 0..<500) == before)
  }

  @Test func `a copy stays as it is while the original changes`() {
    var generator = SeededGenerator(seed: 5)
    let ids = ItemID.randoms(5_000, &generator).sorted()
    var tree = RangeTree(ids)
    let copy = tree
    for id in ids[1_000..<4_000] { tree.remove(id) }
    for id in ItemID.randoms(3_000, &generator) { tree.insert(id) }
    check(copy, ids, &generator)
    #expect(tree.count == 5_000)
    var other = copy
    other.remove(ids[0])
    #expect(copy.contains(ids[0]) && !other.contains(ids[0]))
  }

  @Test(arguments: [0, 1, 55, 56, 57, 64, 65, 1_000, 20_000])
  func `a tree made at once equals one made by inserting, in any order and with repetitions`(count: Int) {
    var generator = SeededGenerator(seed: 6)
    let ids = ItemID.randoms(count, &generator)
    var inserted = RangeTree()
    for id in ids { inserted.insert(id) }
    let made = RangeTree(ids + ids.reversed())
    check(made, ids.sorted(), &generator)
    check(inserted, ids.sorted(), &generator)
  }

  @Test func `sorted and reverse inserts keep the tree low`() {
    var generator = SeededGenerator(seed: 7)
    let ids = ItemID.randoms(30_000, &generator).sorted()
    for order in [ids, ids.reversed()] {
      var tree = RangeTree()
      for id in order { tree.insert(id) }
      var depth = 1
      var node = tree.root
      while !node.isLeaf {
        node = node.children[0].node
        depth += 1
      }
      #expect(depth <= 4)
      for id in order.dropLast(100) { tree.remove(id) }
      check(tree, Array(order.suffix(100)).sorted(), &generator)
    }
  }

  @Test func `an ID is read from 64 lower-case digits only`() throws {
    let text = String(repeating: "0123456789abcdef", count: 4)
    let id = try #require(ItemID(hash: text))
    #expect(id.hash == text)
    #expect(ItemID(bytes: id.bytes) == id)
    for wrong in [text.uppercased(), String(text.dropLast()), text + "0", text.dropLast() + "g", ""] {
      #expect(ItemID(hash: wrong) == nil)
    }
  }
}
