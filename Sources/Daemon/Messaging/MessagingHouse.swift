import AccountStore
import DaemonAPI
import Identity
import Jasper
import Logging
import Platform

/// The messaging of all accounts: one messenger for each, from when the account is there until it is forgotten.
actor MessagingHouse {
  private let accounts: AccountDirectory
  private let hub: EventHub
  private let logger: Logger
  private let clients: RelayClients
  private let isMakingKeys: @Sendable (String) async -> Bool
  private var messengers: [JamiID: AccountMessenger] = [:]
  /// How long an agent is to stay unlocked, once its worker has seen the archive open; nil for as long as it likes.
  private var unlocking: [JamiID: Int?] = [:]
  private var isStopped = false

  /// - Parameter isMakingKeys: whether a worker makes the keys of an account at the moment.
  init(
    accounts: AccountDirectory, hub: EventHub, logger: Logger, clients: RelayClients,
    isMakingKeys: @escaping @Sendable (String) async -> Bool
  ) {
    self.isMakingKeys = isMakingKeys
    self.accounts = accounts
    self.hub = hub
    self.logger = logger
    self.clients = clients
  }

  /// Sets every account to work. One that cannot be read is in the log, and `doctor` names it.
  func startAll() async {
    do {
      for id in try await BlockingWork.run({ [accounts] in try accounts.ids() }) { await changed(account: id.text) }
    } catch {
      logger.error("messaging did not start", metadata: ["reason": "\(ErrorReport(any: error).reason)"])
    }
  }

  /// The account is new, or its keys may be others.
  func changed(account: String) async {
    do {
      let messenger = try await messenger(of: account)
      try await BlockingWork.run { try messenger.desk.refresh() }
      await messenger.desk.agent.forget()
      await messenger.wakeAll()
    } catch {
      logger.error(
        "the messaging of an account did not start",
        metadata: ["account": "\(account)", "reason": "\(ErrorReport(any: error).reason)"])
    }
  }

  /// - Throws: `StoreError.accountNotFound`, `IdentityError.identifierMalformed`; `APIError.daemonStopping`.
  func messenger(of account: String) async throws -> AccountMessenger {
    // One that is at work has its folder: nothing is to be looked up.
    if let id = JamiID(account), let messenger = messengers[id] { return messenger }
    let accounts = accounts
    let folder = try await BlockingWork.run { try accounts.folder(account) }
    if let messenger = messengers[folder.id] { return messenger }
    guard !isStopped else { throw APIError(.daemonStopping, "the daemon is ending") }
    let (hub, logger, isMakingKeys) = (hub, logger, isMakingKeys)
    let desk = try await BlockingWork.run {
      try AccountDesk(
        folder: folder, accounts: accounts, hub: hub, logger: logger,
        isMakingKeys: { await isMakingKeys(folder.id.text) })
    }
    // Somebody may have been faster while this waited.
    if let messenger = messengers[folder.id] { return messenger }
    let messenger = AccountMessenger(desk: desk, clients: clients)
    messengers[folder.id] = messenger
    await messenger.start()
    return messenger
  }

  /// Before an account's folder goes.
  func stop(account: JamiID) async { await messengers.removeValue(forKey: account)?.stop() }

  /// An unlocking was asked for.
  func willUnlock(account: JamiID, seconds: Int?) { unlocking[account] = .some(seconds) }

  /// A worker has seen the archive open: whoever asked is the person.
  func unlocked(account: String) async {
    do {
      let messenger = try await messenger(of: account)
      try await messenger.desk.agent.unlock(seconds: unlocking.removeValue(forKey: messenger.desk.folder.id) ?? nil)
      await messenger.wakeAll()
    } catch {
      logger.error(
        "an agent could not be unlocked",
        metadata: ["account": "\(account)", "reason": "\(ErrorReport(any: error).reason)"])
    }
  }

  /// From now on this keeper signs for the account.
  /// - Throws: as `messenger`.
  func adopt(_ session: TokenSession, account: String) async throws {
    await (try await messenger(of: account)).desk.agent.adopt(session)
  }

  /// The keeper that signs for the account; nil where none does.
  /// - Throws: as `messenger`.
  func token(of account: String) async throws -> TokenSession? {
    await (try await messenger(of: account)).desk.agent.presentToken
  }

  /// Ends the keeper that signs for an account, whose keys are gone.
  func endToken(account: String) async {
    // One that does not run has no keeper.
    await (try? messenger(of: account))?.desk.agent.endToken()
  }

  /// Locks every agent.
  /// - Returns: how many.
  /// - Throws: `StoreError`.
  func lockAll() async throws -> Int {
    for messenger in messengers.values {
      try await messenger.desk.agent.lock()
      await messenger.wakeAll()
    }
    return messengers.count
  }

  func stopAll() async {
    isStopped = true
    let all = Array(messengers.values)
    messengers = [:]
    await withTaskGroup(of: Void.self) { group in
      for messenger in all { group.addTask { await messenger.stop() } }
    }
    await clients.shutdown()
  }
}
