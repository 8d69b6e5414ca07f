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
  /// What the account is known by here for as long as it is here, whatever becomes of its account key.
  var id: JamiID { folder.id }
  /// The account key that its log began with: what messages and channels are named by.
  var account: AccountFingerprint { first.withLock { $0 } }
  private let first: Mutex<AccountFingerprint>
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
    first = Mutex(try Self.first(accounts.database(folder)))
  }

  /// The account's keys, or its log, may be others. Blocks.
  /// - Throws: `StoreError`.
  func refresh() throws {
    let known = try Self.first(database())
    first.withLock { $0 = known }
  }

  private static func first(_ database: AccountDatabase) throws -> AccountFingerprint {
    try database.ownLog()?.account ?? database.account().account.fingerprint
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
}
