/// The hashes that lead from an entry up to the root of a `MerkleTree`, the nearest first.
///
/// RFC 9162 §2.1.3 gives a verifier the position and the size of the tree, and lets it work out on which side each
/// hash stands. Here each hash says so itself, so that a recipient does not learn how many others there are.
struct InclusionPath: Sendable, Hashable {
  struct Step: Sendable, Hashable {
    /// 32 bytes.
    let sibling: [UInt8]
    /// The sibling stands left of what came from below.
    let isLeft: Bool

    init(sibling: [UInt8], isLeft: Bool) {
      self.sibling = sibling
      self.isLeft = isLeft
    }

    /// 33 bytes: 00 when the sibling is left, 01 when it is right, then the sibling. Nil for others.
    init?(bytes: [UInt8]) {
      guard bytes.count == 33, bytes[0] <= 1 else { return nil }
      self.init(sibling: Array(bytes.dropFirst()), isLeft: bytes[0] == 0)
    }

    var bytes: [UInt8] { [isLeft ? 0 : 1] + sibling }
  }

  var steps: [Step]

  /// The root that `entry` is under by this path.
  func root(of entry: [UInt8]) -> [UInt8] {
    steps.reduce(MerkleTree.leaf(entry)) { below, step in
      step.isLeft ? MerkleTree.node(step.sibling, below) : MerkleTree.node(below, step.sibling)
    }
  }
}
