import AccountStore
import GnuTLS
import Identity
import Platform

/// Whose word something is, by the account key that it is said under. An account that has had several keys is one
/// author all the time.
struct KnownAuthor: Sendable {
  enum Standing: Sendable, Hashable {
    case lineage(AccountLineage.Standing)
    /// Another account is pinned for the Jami ID of this key.
    case other
    /// Nobody known here.
    case stranger
  }

  /// What it is known by here.
  let id: JamiID
  /// The first of its account keys: what its messages are named by.
  let account: AccountFingerprint
  /// The account key that its log began with; nil where no log is known.
  let log: AccountFingerprint?
  /// Every account key of it.
  let keys: [AccountFingerprint]
  let isOwn: Bool
  /// Nil for this account, and for a stranger.
  let peer: StoredPeer?
  let standing: Standing

  /// A stranger by what it says of itself.
  static func stranger(_ key: PublicKey) -> KnownAuthor {
    let account = AccountFingerprint(of: key)
    return KnownAuthor(
      id: JamiID(of: key), account: account, log: nil, keys: [account], isOwn: false, peer: nil, standing: .stranger)
  }
}

/// Finding accounts by any of their keys. Calls block.
extension AccountDesk {
  /// - Throws: `StoreError`.
  func author(of key: PublicKey, database: AccountDatabase, now: UnixTime) throws -> KnownAuthor {
    let fingerprint = AccountFingerprint(of: key)
    let own = try lineage(database, now: now)
    if let standing = own.standing(of: fingerprint) { return self.own(own, standing) }
    if let peer = try database.peer(JamiID(of: key)) {
      return try author(fingerprint, peer, database: database, now: now)
    }
    for peer in try database.peers() where peer.pin != nil {
      let found = try author(fingerprint, peer, database: database, now: now)
      if case .lineage = found.standing { return found }
    }
    return .stranger(key)
  }

  /// This account, by its present key.
  /// - Throws: `StoreError`.
  func ownAuthor(_ database: AccountDatabase, now: UnixTime) throws -> KnownAuthor {
    own(try lineage(database, now: now), .present)
  }

  /// The account behind a peer, by its present key; a stranger's key where none is pinned yet.
  /// - Throws: `StoreError`.
  func author(of peer: StoredPeer, database: AccountDatabase, now: UnixTime) throws -> KnownAuthor? {
    guard let pin = peer.pin else { return nil }
    let lineage = try lineage(of: peer, pin, database: database, now: now).lineage
    return try author(lineage.present, peer, database: database, now: now)
  }

  private func own(_ lineage: AccountLineage, _ standing: AccountLineage.Standing) -> KnownAuthor {
    KnownAuthor(
      id: id, account: account, log: account, keys: lineage.keys, isOwn: true, peer: nil, standing: .lineage(standing))
  }

  private func author(
    _ fingerprint: AccountFingerprint, _ peer: StoredPeer, database: AccountDatabase, now: UnixTime
  ) throws -> KnownAuthor {
    // Not pinned yet: whoever has this Jami ID and speaks first is it.
    let (lineage, log) = try lineage(of: peer, peer.pin ?? fingerprint, database: database, now: now)
    return KnownAuthor(
      id: peer.id, account: lineage.first, log: log, keys: lineage.keys, isOwn: false, peer: peer,
      standing: lineage.standing(of: fingerprint).map { .lineage($0) } ?? .other)
  }

  /// This account's keys. The one that it has here counts at once, whatever its log waits for.
  private func lineage(_ database: AccountDatabase, now: UnixTime) throws -> AccountLineage {
    let present = try database.account().account.fingerprint
    let book = try books.book(of: account, isOwn: true, database: database, now: now)
    return AccountLineage(pinned: account, book?.state).having(present)
  }

  /// The account keys of a peer, and the key that its log began with.
  /// - Throws: `StoreError`.
  func lineage(
    of peer: StoredPeer, _ pin: AccountFingerprint, database: AccountDatabase, now: UnixTime
  ) throws -> (lineage: AccountLineage, log: AccountFingerprint?) {
    var log: AccountFingerprint? = pin
    var book = try books.book(of: pin, isOwn: false, database: database, now: now)
    if book == nil, let genesis = peer.genesis.flatMap({ StatementHash(bytes: $0) }) {
      // Whoever came to know the account by a later key has its log under the first one.
      log = try database.logAccount(genesis: genesis)
      book = try log.flatMap { try books.book(of: $0, isOwn: false, database: database, now: now) }
    }
    let lineage = AccountLineage(pinned: pin, book?.state)
    return (lineage, book != nil && lineage.isNamed ? log : nil)
  }

  /// The account key of a peer that packets and cards are expected under now, with its Jami ID.
  /// - Returns: nil where it is not known yet.
  /// - Throws: `StoreError`.
  func presentKey(of peer: StoredPeer, database: AccountDatabase, now: UnixTime) throws -> PublicKey? {
    // One that cannot be read is as none.
    let known = peer.accountKey.flatMap { try? PublicKey(spki: $0) }
    guard let pin = peer.pin else { return known }
    let (lineage, log) = try lineage(of: peer, pin, database: database, now: now)
    if let known, AccountFingerprint(of: known) == lineage.present { return known }
    guard let log, let book = try books.book(of: log, isOwn: false, database: database, now: now) else { return known }
    return book.log.keys[KeyID(lineage.present)].flatMap { try? PublicKey(spki: $0) } ?? known  // likewise
  }
}
