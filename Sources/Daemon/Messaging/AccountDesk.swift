import AccountStore
import GnuTLS
import Identity
import Logging
import Platform
import Sealing
import Synchronization

/// One account at work: what every part of its messaging shares.
final class AccountDesk: Sendable {
  let folder: AccountFolder
  let accounts: AccountDirectory
  let agent: SigningAgent
  let hub: EventHub
  let logger: Logger
  /// The account key.
  let key: PublicKey
  let account: AccountFingerprint
  /// Of the account key; the folder may have an earlier one's name.
  let id: JamiID
  /// What the logs of this account and of others say.
  let books = LogBooks()
  /// Held by who reads something in order to change it.
  private let changing = Mutex(())

  /// Blocks.
  /// - Throws: `StoreError`.
  init(
    folder: AccountFolder, accounts: AccountDirectory, hub: EventHub, logger: Logger,
    isMakingKeys: @escaping @Sendable () async -> Bool = { false }
  ) throws {
    self.folder = folder
    self.accounts = accounts
    self.hub = hub
    self.logger = logger
    agent = SigningAgent(folder: folder, accounts: accounts, logger: logger, isMakingKeys: isMakingKeys)
    key = try accounts.database(folder).account().account.certificate.publicKey
    account = AccountFingerprint(of: key)
    id = JamiID(of: key)
  }

  /// Blocks.
  /// - Throws: `StoreError`.
  func database() throws -> AccountDatabase { try accounts.database(folder) }

  /// Work with the database, off the tasks' threads.
  func withDatabase<Result: Sendable>(
    _ body: @escaping @Sendable (AccountDatabase) throws -> Result
  ) async throws -> Result {
    try await BlockingWork.run { [accounts, folder] in try body(accounts.database(folder)) }
  }

  /// The same for what reads in order to change: one at a time, so that no change is lost under another.
  func change<Result: Sendable>(
    _ body: @escaping @Sendable (AccountDatabase) throws -> Result
  ) async throws -> Result {
    try await BlockingWork.run { [self] in try changing.withLock { _ in try body(database()) } }
  }

  /// Something in the conversations, contacts or history has changed.
  func tellWatchers() { hub.changed(account: folder.id.text) }

  /// What is to be thought of an opened packet: by what is pinned, known and was taken in before. Blocks.
  /// - Parameter peer: what is known of the account that it claims to come from; nil for a stranger.
  /// - Throws: `StoreError`.
  func judge(
    _ opened: OpenedPacket, peer: StoredPeer?, database: AccountDatabase, now: UnixTime
  ) throws -> PacketVerdict {
    let context = try context(of: opened.unverifiedMessage.sender, peer: peer, database: database, now: now)
    let history = StoredHistory(database)
    let verdict = PacketVerifier.verify(opened, context: context, history: history)
    try history.check()
    return verdict
  }

  /// Why an account cannot be the one that its Jami ID stands for here; nil when it can.
  static func pinConflict(_ peer: StoredPeer?, account: AccountFingerprint) -> String? {
    guard let pin = peer?.pin, pin != account else { return nil }
    return "another account is pinned for this Jami ID"
  }

  /// What is known about another account, or this one, as a verifier wants it.
  /// - Parameters:
  ///   - sender: the account key that is pinned, or for a stranger the claimed one.
  ///   - peer: nil for a stranger.
  /// - Throws: `StoreError`.
  func context(
    of sender: PublicKey, peer: StoredPeer?, database: AccountDatabase, now: UnixTime
  ) throws -> VerificationContext {
    let fingerprint = AccountFingerprint(of: sender)
    let isOwn = fingerprint == account
    let revocations =
      isOwn ? try database.revocations(of: account) : try database.loggedRevocations(of: fingerprint)
    let certificates = (peer?.certificates ?? []).compactMap { try? Certificate(der: $0) }  // a bad one is as none
    let book = try books.book(of: fingerprint, isOwn: isOwn, database: database, now: now)
    return VerificationContext(
      account: sender, knownCertificates: certificates, revocations: revocations,
      standing: { book?.standing(signing: KeyID($0)) ?? .noLog }, heads: book?.heads(now: now) ?? [],
      lacksPSS: { book?.lacksPSS(signing: KeyID($0)) ?? false }, now: now)
  }
}
