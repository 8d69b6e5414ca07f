import Platform
import Testing

@testable import Relay

@Suite("Reconciliation")
struct ReconciliationTests {
  /// Two sets that share `shared` IDs, and what each has alone.
  private struct Pair {
    let left, right: RangeTree
    let onlyLeft, onlyRight: [ItemID]

    init(shared: Int, left leftCount: Int, right rightCount: Int, _ generator: inout SeededGenerator) {
      let both = ItemID.randoms(shared, &generator)
      onlyLeft = ItemID.randoms(leftCount, &generator).sorted()
      onlyRight = ItemID.randoms(rightCount, &generator).sorted()
      left = RangeTree(both + onlyLeft)
      right = RangeTree(both + onlyRight)
    }
  }

  private func check(_ dialogue: Dialogue, _ pair: Pair) {
    // Sorted and compared whole, so that nothing is named twice either.
    #expect(dialogue.had.sorted() == pair.onlyLeft)
    #expect(dialogue.needed.sorted() == pair.onlyRight)
  }

  @Test(arguments: 1...60)
  func `two random sets learn exactly their difference, whatever their strategies`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let sizes = [0, 1, 3, 30, 300, 3_000]
    func size() -> Int { sizes.randomElement(using: &generator) ?? 0 }
    let pair = Pair(shared: size(), left: size(), right: size(), &generator)
    func strategy() -> ReconciliationStrategy {
      ReconciliationStrategy(
        buckets: Int.random(in: 2...20, using: &generator), listLimit: Int.random(in: 1...40, using: &generator),
        frameLimit: Bool.random(using: &generator) ? 4_096 : 65_536)
    }
    check(try Dialogue(pair.left, pair.right, strategy: strategy(), other: strategy()), pair)
  }

  @Test func `100 differences among 100,000 cost at most 2% of the plain exchange`() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let pair = Pair(shared: 99_950, left: 50, right: 50, &generator)
      let dialogue = try Dialogue(pair.left, pair.right)
      check(dialogue, pair)
      let plain = Dialogue.plainBytes(pair.left, needed: 50)
      #expect(dialogue.bytes * 50 <= plain, "\(dialogue.bytes) of \(plain) bytes, \(dialogue.messages.count) messages")
      #expect(dialogue.messages.count <= 12)
    }
  }

  @Test func `from 1,000 to 100,000 stored the same difference costs at most 5 times the bytes`() throws {
    var generator = SeededGenerator(seed: 11)
    let small = Pair(shared: 950, left: 50, right: 50, &generator)
    let large = Pair(shared: 99_950, left: 50, right: 50, &generator)
    let few = try Dialogue(small.left, small.right).bytes
    let many = try Dialogue(large.left, large.right).bytes
    #expect(many <= 5 * few, "\(few) and \(many) bytes")
  }

  @Test func `equal sets of 100,000 cost one small message each way`() throws {
    var generator = SeededGenerator(seed: 12)
    let tree = RangeTree(ItemID.randoms(100_000, &generator))
    let dialogue = try Dialogue(tree, tree)
    #expect(dialogue.messages.count == 2)
    #expect(dialogue.bytes < 400)
  }

  @Test(arguments: [4_096, 5_000, 20_000])
  func `no message is longer than the frame limit, and the difference is still exact`(limit: Int) throws {
    var generator = SeededGenerator(seed: 13)
    let pair = Pair(shared: 3_000, left: 2_000, right: 4_000, &generator)
    let dialogue = try Dialogue(pair.left, pair.right, strategy: ReconciliationStrategy(frameLimit: limit))
    check(dialogue, pair)
    #expect(dialogue.messages.allSatisfy { $0.count <= limit })
  }

  @Test func `a set against none is told whole, in frames`() throws {
    var generator = SeededGenerator(seed: 14)
    let pair = Pair(shared: 0, left: 0, right: 20_000, &generator)
    let dialogue = try Dialogue(pair.left, pair.right)
    check(dialogue, pair)
    #expect(dialogue.bytes < 20_000 * 34)
    let reverse = try Dialogue(pair.right, pair.left)
    #expect(reverse.had.sorted() == pair.onlyRight)
  }

  @Test func `an initiator stops at its difference limit, says so, and the next sync goes on`() throws {
    var generator = SeededGenerator(seed: 16)
    let pair = Pair(shared: 100, left: 0, right: 20_000, &generator)
    let strategy = ReconciliationStrategy(frameLimit: 65_536, differenceLimit: 5_000)
    var set = pair.left
    var passes = 0
    var complete = false
    while !complete, passes < 10 {
      var initiator = ReconciliationInitiator(set, strategy: strategy)
      var message: [UInt8]? = initiator.firstMessage()
      while let request = message {
        let step = try initiator.receive(ReconciliationResponder(pair.right, strategy: strategy).answer(request))
        for id in step.needed { set.insert(id) }
        message = step.message
        complete = step.isComplete
      }
      passes += 1
    }
    #expect(complete && set.count == pair.right.count)
    #expect((2...5).contains(passes), "\(passes) passes")
  }

  @Test func `a responder that changes between two messages costs no more than a later sync`() throws {
    var generator = SeededGenerator(seed: 15)
    let pair = Pair(shared: 5_000, left: 100, right: 100, &generator)
    var right = pair.right
    var initiator = ReconciliationInitiator(pair.left)
    var message: [UInt8]? = initiator.firstMessage()
    var needed: Set<ItemID> = []
    while let request = message {
      for id in ItemID.randoms(50, &generator) { right.insert(id) }
      let step = try initiator.receive(ReconciliationResponder(right).answer(request))
      needed.formUnion(step.needed)
      message = step.message
    }
    #expect(needed.isSuperset(of: pair.onlyRight))
    #expect(needed.allSatisfy(right.contains))
  }

  @Test func `a message of another version is answered with the version spoken here`() throws {
    let responder = ReconciliationResponder(RangeTree())
    #expect(try responder.answer([0x62, 1, 2, 3]) == [0x61])
    #expect(throws: ReconciliationError(.versionUnsupported, "")) { try responder.answer([0x20]) }
    var initiator = ReconciliationInitiator(RangeTree())
    #expect(throws: ReconciliationError(.versionUnsupported, "")) { try initiator.receive([0x60]) }
  }
}
