import GnuTLS

/// Shows one recipient that a message was meant for it: its salt, and the path from it to the signed root.
///
/// The salt keeps one recipient from finding out, by trying keys, who the others are.
struct RecipientBinding: Sendable, Hashable {
  static let saltSize = 32

  /// 32 random bytes of this recipient's own.
  let salt: [UInt8]
  let path: InclusionPath

  /// The root that this recipient is under.
  func root(for recipient: RecipientKey) -> [UInt8] { path.root(of: Self.entry(salt: salt, recipient)) }

  /// Binds all recipients of a message.
  /// - Parameter salts: one for each recipient.
  /// - Returns: nil without recipients.
  static func bind(_ recipients: [RecipientKey], salts: [[UInt8]]) -> (root: [UInt8], bindings: [RecipientBinding])? {
    let entries = zip(salts, recipients).map { Self.entry(salt: $0, $1) }
    // By their random hashes, so that the place of a recipient in the tree says nothing about its place in the list.
    let order = entries.indices.sorted { entries[$0].lexicographicallyPrecedes(entries[$1]) }
    guard let tree = MerkleTree(entries: order.map { entries[$0] }) else { return nil }
    var bindings = salts.map { RecipientBinding(salt: $0, path: InclusionPath(steps: [])) }
    for (position, index) in order.enumerated() {
      bindings[index] = RecipientBinding(salt: salts[index], path: tree.paths[position])
    }
    return (tree.root, bindings)
  }

  private static func entry(salt: [UInt8], _ recipient: RecipientKey) -> [UInt8] {
    Digest.sha256.hash(salt + recipient.publicKey.spki)
  }
}
