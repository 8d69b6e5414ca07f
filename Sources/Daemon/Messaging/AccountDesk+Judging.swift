import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// What the account thinks of what others sign.
extension AccountDesk {
  /// What is to be thought of an opened packet: by what is pinned, known and was taken in before. Blocks.
  /// - Parameter author: whose it is by the key that it names.
  /// - Throws: `StoreError`.
  func judge(
    _ opened: OpenedPacket, by author: KnownAuthor, database: AccountDatabase, now: UnixTime
  ) throws -> PacketVerdict {
    let context = try context(of: opened.unverifiedMessage.sender, author, database: database, now: now)
    let history = StoredHistory(database)
    let verdict = PacketVerifier.verify(opened, context: context, history: history)
    try history.check()
    return verdict
  }

  /// Why an account cannot be the one that its Jami ID stands for here; nil when it can.
  static func pinConflict(_ author: KnownAuthor) -> String? {
    switch author.standing {
    case .other: "another account is pinned for this Jami ID"
    case .lineage(.contested):
      "two account keys of equal rank claim to follow this account's, and neither is followed"
    case .lineage, .stranger: nil
    }
  }

  /// What is known about another account, or this one, as a verifier wants it.
  /// - Parameter sender: the account key that something is said under; for a stranger the claimed one.
  /// - Throws: `StoreError`.
  func context(
    of sender: PublicKey, _ author: KnownAuthor, database: AccountDatabase, now: UnixTime
  ) throws -> VerificationContext {
    let fingerprint = AccountFingerprint(of: sender)
    let log = author.log ?? fingerprint
    // A revoked key is one under each account key.
    let revocations =
      author.isOwn
      ? try database.revocations(of: fingerprint)
      : try database.loggedRevocations(of: log).carried(to: fingerprint)
    // One that cannot be read is as none.
    let certificates = (author.peer?.certificates ?? []).compactMap { try? Certificate(der: $0) }
    let book = try author.log.flatMap { try books.book(of: $0, isOwn: author.isOwn, database: database, now: now) }
    return VerificationContext(
      account: sender, knownCertificates: certificates, revocations: revocations,
      standing: { book?.standing(signing: KeyID($0), now: now) ?? .noLog }, heads: book?.heads(now: now) ?? [],
      lacksPSS: { book?.lacksPSS(signing: KeyID($0)) ?? false }, now: now)
  }
}
