import GnuTLS

/// One statement of an account's log, without the signatures under it.
///
/// There is no time in it: what a device says about the time is not believed. There is no randomness either: whoever
/// says the same of the same knowledge makes the same statement.
public struct Statement: Sendable, Hashable {
  /// The account key that it is made under.
  public let account: AccountFingerprint
  public let author: StatementAuthor
  /// From 1 for a device, 0 for other authors.
  public let number: UInt64
  /// The author's statement before; nil for number 1, and for authors without numbers.
  public let predecessor: StatementHash?
  /// The newest statements that the author knew, ascending; none only in a genesis, and where an author without
  /// numbers knew none. The predecessor need not be among them.
  public let heads: [StatementHash]
  public let content: StatementContent
  /// The canonical form, as in signet-log(5).
  public let bytes: [UInt8]
  public let id: StatementHash

  /// - Parameter heads: in any order.
  /// - Throws: `IdentityError.statementMalformed` for numbers, predecessors or heads that do not fit the author, and
  ///   for more than a limit allows.
  public init(
    account: AccountFingerprint, author: StatementAuthor, number: UInt64 = 0, predecessor: StatementHash? = nil,
    heads: some Sequence<StatementHash>, content: StatementContent
  ) throws(IdentityError) {
    let heads = Set(heads).sorted()
    guard (author.device == nil) == (number == 0), (predecessor == nil) == (number < 2) else {
      throw .malformedStatement("its number, its predecessor and its author do not fit")
    }
    guard heads.count <= LogLimits.heads else { throw .malformedStatement("it names too many heads") }
    if case .genesis = content {
      guard author == .account, heads.isEmpty else { throw .malformedStatement("a genesis follows nothing") }
    } else if author.device != nil || !content.isRevocation {
      guard !heads.isEmpty else { throw .malformedStatement("it names no heads") }
    }
    if case .unknown(let kind, _) = content, kind < StatementCoding.firstUnknownKind {
      throw .malformedStatement("its kind is known")
    }
    self.account = account
    self.author = author
    self.number = number
    self.predecessor = predecessor
    self.heads = heads
    self.content = content
    bytes = StatementCoding.encode(
      account: account, author: author, number: number, predecessor: predecessor, heads: heads, content: content)
    guard bytes.count <= LogLimits.content else { throw .malformedStatement("it is too long") }
    id = StatementHash(ofContent: bytes)
  }

  /// Reads the canonical form, and nothing that is written in any other way.
  /// - Throws: `IdentityError.statementMalformed`.
  public init(bytes: [UInt8]) throws(IdentityError) {
    guard bytes.count <= LogLimits.content else { throw .malformedStatement("it is too long") }
    self = try StatementCoding.decode(bytes)
    // One statement has one form, so that it has one hash.
    guard self.bytes == bytes else { throw .malformedStatement("it is not in its canonical form") }
  }

  public static func == (left: Statement, right: Statement) -> Bool { left.id == right.id }
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }

  /// What it directly stands on.
  var parents: [StatementHash] { predecessor.map { heads.contains($0) ? heads : heads + [$0] } ?? heads }

  /// The genesis of an account that was imported from Jami: of its account key alone.
  public static func importedGenesis(of account: AccountFingerprint) throws(IdentityError) -> Statement {
    try Statement(account: account, author: .account, heads: [], content: .genesis(.imported))
  }
}
