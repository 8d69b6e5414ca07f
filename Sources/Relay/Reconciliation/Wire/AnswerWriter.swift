/// Writes what one side says about its own set, within the strategy's frame limit.
///
/// What finds no room is put off: everything from there on becomes one fingerprint, and the other side asks on.
struct AnswerWriter {
  private let set: RangeTree
  private let strategy: ReconciliationStrategy
  private var writer = MessageWriter()
  /// Whether all the rest was put off; nothing may follow.
  private(set) var isFull = false

  init(_ set: RangeTree, _ strategy: ReconciliationStrategy) {
    self.set = set
    self.strategy = strategy
  }

  /// The message; nil when there is nothing to say.
  var message: [UInt8]? { writer.isEmpty ? nil : writer.bytes }

  /// Says nothing about a range.
  mutating func skip(to upper: RangeBound) { writer.skip(to: upper) }

  /// Says nothing about a range in which the other side has the same, and else what `divide` says.
  mutating func compare(_ ranks: Range<Int>, with other: Fingerprint, to upper: RangeBound) {
    if other == set.fingerprint(of: ranks) {
      skip(to: upper)
    } else {
      divide(ranks, to: upper)
    }
  }

  /// Says of a range what lets the other side find the difference: all IDs of a small one, else fingerprints of parts.
  mutating func divide(_ ranks: Range<Int>, to upper: RangeBound) {
    let mark = writer.mark
    if ranks.count <= strategy.listLimit {
      writer.list(set.ids(in: ranks), to: upper)
    } else {
      writeParts(of: ranks, to: upper)
    }
    guard writer.bytes.count > strategy.frameLimit - MessageWriter.reserve else { return }
    writer.rewind(to: mark)
    putOff(from: ranks.lowerBound)
  }

  /// Says all IDs of a range, or as many of the first as there is room for.
  mutating func list(_ ranks: Range<Int>, to upper: RangeBound) {
    let overhead = MessageWriter.reserve + 2 * MessageWriter.rangeOverhead
    let room = max(0, strategy.frameLimit - overhead - writer.bytes.count) / ItemID.size
    guard room < ranks.count else { return writer.list(set.ids(in: ranks), to: upper) }
    let end = ranks.lowerBound + room
    if room > 0 {
      let bound = RangeBound(between: set.id(at: end - 1), and: set.id(at: end))
      writer.list(set.ids(in: ranks.lowerBound..<end), to: bound)
    }
    putOff(from: end)
  }

  private mutating func writeParts(of ranks: Range<Int>, to upper: RangeBound) {
    let parts = min(strategy.buckets, ranks.count)
    var start = ranks.lowerBound
    var below = set.sum(ofFirst: start)
    for part in 0..<parts {
      let end = start + ranks.count / parts + (part < ranks.count % parts ? 1 : 0)
      let sum = set.sum(ofFirst: end)
      let bound = part == parts - 1 ? upper : RangeBound(between: set.id(at: end - 1), and: set.id(at: end))
      writer.fingerprint(Fingerprint(sum: sum - below, count: end - start), to: bound)
      (start, below) = (end, sum)
    }
  }

  private mutating func putOff(from rank: Int) {
    writer.fingerprint(set.fingerprint(of: rank..<set.count), to: .infinity)
    isFull = true
  }
}
