import GnuTLS

/// The Merkle tree of RFC 9162 §2.1 with SHA-256: one root that stands for a list of entries, and for each entry a
/// path that shows it to be under the root.
///
/// The domain bytes 00 (leaf) and 01 (node) keep a node from being passed off as an entry.
struct MerkleTree {
  /// 32 bytes.
  let root: [UInt8]
  /// One path for each entry, in the order of the entries.
  let paths: [InclusionPath]

  /// Nil without entries.
  init?(entries: [[UInt8]]) {
    guard !entries.isEmpty else { return nil }
    var level = entries.map(Self.leaf)
    var paths = [InclusionPath](repeating: InclusionPath(steps: []), count: entries.count)
    // Where each entry's hash, or the node above it, is in the present level.
    var positions = Array(entries.indices)
    while level.count > 1 {
      for entry in entries.indices {
        let position = positions[entry]
        positions[entry] = position / 2
        let sibling = position ^ 1
        // The last of an odd number has no sibling and moves up as it is: the same as splitting at the largest power
        // of two, which is how the RFC says it.
        guard sibling < level.count else { continue }
        paths[entry].steps.append(InclusionPath.Step(sibling: level[sibling], isLeft: sibling < position))
      }
      level = stride(from: 0, to: level.count, by: 2).map { index in
        index + 1 < level.count ? Self.node(level[index], level[index + 1]) : level[index]
      }
    }
    root = level[0]
    self.paths = paths
  }

  static func leaf(_ entry: [UInt8]) -> [UInt8] { Digest.sha256.hash([0x00] + entry) }
  static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { Digest.sha256.hash([0x01] + left + right) }
}
