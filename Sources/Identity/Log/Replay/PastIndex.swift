/// Answers whether one statement is in the past of another. The past of those that are asked about is kept, as bits.
struct PastIndex {
  private let parents: [[Int]]
  private var pasts: [Int: [UInt64]] = [:]

  init(_ graph: LogGraph) { parents = graph.parents }

  /// Whether the author of `later` knew `earlier`, directly or not. No statement is in its own past.
  mutating func contains(_ earlier: Int, inPastOf later: Int) -> Bool {
    guard earlier < later else { return false }
    return past(of: later)[earlier / 64] & 1 << (earlier % 64) != 0
  }

  private mutating func past(of later: Int) -> [UInt64] {
    if let known = pasts[later] { return known }
    var bits = [UInt64](repeating: 0, count: later / 64 + 1)
    var open = parents[later]
    while let node = open.popLast() {
      let bit: UInt64 = 1 << (node % 64)
      guard bits[node / 64] & bit == 0 else { continue }
      bits[node / 64] |= bit
      // What is known already need not be walked again.
      if let above = pasts[node] {
        for word in above.indices { bits[word] |= above[word] }
      } else {
        open.append(contentsOf: parents[node])
      }
    }
    pasts[later] = bits
    return bits
  }
}
