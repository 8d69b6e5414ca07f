import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Logging
import Platform

/// Holds an account's keys and hands them to what signs and opens, unless it is locked.
///
/// It signs messages that it put together itself and its own cards, nothing else: there is no way to have it sign
/// bytes (`MessageRules`). Locking is for programs of the same user that ask this daemon; somebody who reads the disk
/// has the data key too, and only the archive's password is out of their reach.
actor SigningAgent {
  /// Settings in the account's database.
  private enum Name {
    static let lockedSince = "agent.lockedSince"
    static let unlockedUntil = "agent.unlockedUntil"
    static let signed = "agent.signed"
    static let opened = "agent.opened"
  }

  /// How long counts may stay in memory: a durable write for each would cost more than what it counts.
  private static let countSeconds = 2

  /// What `PacketService` seals to.
  nonisolated let recipients = RecipientKeyCache()

  private let folder: AccountFolder
  private let accounts: AccountDirectory
  private let logger: Logger
  /// Whether a worker makes this account's keys at the moment.
  private let isMakingKeys: @Sendable () async -> Bool
  private var ring: KeyRing?
  /// What signs where the signing key is on a token; it holds the PIN.
  private var token: TokenSession?
  /// When the keys are to be forgotten; nil: not by themselves.
  private var ringEnd: UnixTime?
  /// Counts lockings and the like. Keys that were read before one must not be kept after it.
  private var epoch = 0
  private var signed: Int64 = 0
  private var opened: Int64 = 0
  private var flushing: Task<Void, Never>?
  private var relock: Task<Void, Never>?

  init(
    folder: AccountFolder, accounts: AccountDirectory, logger: Logger,
    isMakingKeys: @escaping @Sendable () async -> Bool
  ) {
    self.isMakingKeys = isMakingKeys
    self.folder = folder
    self.accounts = accounts
    self.logger = logger
  }

  /// The keys. Those of a new account are made in the seconds after it: they are waited for.
  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `StoreError`.
  func keys(now: UnixTime = .now()) async throws -> KeyRing {
    do {
      return try await present(now: now)
    } catch let error as MessagingError where error.kind == .keysPending {
      guard await isMakingKeys() else { throw error }
      while await isMakingKeys() { try await Task.sleep(for: .milliseconds(100)) }
      return try await present(now: now)
    }
  }

  /// What opens packets that come. A device that was thrown out has only its wrap key for it.
  /// - Throws: as `keys`; `IdentityError.deviceRevoked` where the keys of such a device are destroyed.
  func listening(now: UnixTime = .now()) async throws -> ListeningKeys {
    do {
      return ListeningKeys(try await keys(now: now))
    } catch let error as IdentityError where error.kind == .deviceRevoked {
      let (folder, accounts) = (folder, accounts)
      let wraps = try await BlockingWork.run {
        let database = try accounts.database(folder)
        guard !folder.keysAreDestroyed, try !Self.state(database, now: now).isLocked else { throw error }
        return try KeyRing.wraps(
          database.keys(), KeyVault(dataKey: try accounts.data.dataKey(), account: folder.id))
      }
      guard !wraps.isEmpty else { throw error }
      return ListeningKeys(out: wraps)
    }
  }

  private func present(now: UnixTime) async throws -> KeyRing {
    if let ring, ringEnd.map({ now < $0 }) ?? true { return ring }
    let (folder, accounts, before, token) = (folder, accounts, epoch, presentToken)
    let (isLocked, until, ring) = try await BlockingWork.run {
      let database = try accounts.database(folder)
      let state = try Self.state(database, now: now)
      try Self.refuseIfRevoked(database)
      let ring = state.isLocked ? nil : try Self.ring(database, folder, try accounts.data.dataKey(), token)
      return (state.isLocked, state.until, ring)
    }
    guard before == epoch else { return try await present(now: now) }
    guard !isLocked, let ring else {
      endToken()
      throw Self.locked
    }
    keep(ring, until: until, now: now)
    return ring
  }

  /// The keys, all of one time: an account rotation between two reads would give a certificate of one account key and the
  /// name of another.
  private static func ring(
    _ database: AccountDatabase, _ folder: AccountFolder, _ dataKey: Secret, _ token: TokenSession?
  ) throws -> KeyRing {
    let account = try database.account().account.certificate.publicKey
    var keys = try database.keys()
    var present = account
    for _ in 0..<4 {
      guard let certificate = keys.inUse(.signing)?.certificate, !certificate.isSigned(by: present) else { break }
      present = try database.account().account.certificate.publicKey
      keys = try database.keys()
    }
    return try KeyRing(
      keys, account: present, vault: KeyVault(dataKey: dataKey, account: folder.id), token: token)
  }

  /// The keys may be others by now.
  func forget() {
    ring = nil
    epoch += 1
  }

  /// The keeper of the token with the signing key; nil where none has the PIN.
  var presentToken: TokenSession? { token.flatMap { $0.isClosed ? nil : $0 } }

  /// From now on this keeper signs.
  func adopt(_ session: TokenSession) {
    token?.close()
    token = session
    forget()
  }

  /// Ends the keeper, and with it the PIN.
  func endToken() {
    token?.close()
    token = nil
    forget()
  }

  /// - Throws: `StoreError`.
  func lock(now: UnixTime = .now()) async throws {
    // Again once it is written: keys that are read meanwhile are still there to be read.
    endToken()
    defer { forget() }
    relock?.cancel()
    let (folder, accounts) = (folder, accounts)
    try await BlockingWork.run {
      try accounts.database(folder).write { writer in
        try writer.set(Name.lockedSince, "\(now.seconds)")
        try writer.set(Name.unlockedUntil, nil)
      }
    }
    await flush()
  }

  /// - Parameter seconds: lock again after this time; nil: not.
  /// - Throws: `StoreError`.
  func unlock(seconds: Int?, now: UnixTime = .now()) async throws {
    relock?.cancel()
    forget()
    defer { forget() }
    let (folder, accounts) = (folder, accounts)
    try await BlockingWork.run {
      try accounts.database(folder).write { writer in
        try writer.set(Name.lockedSince, nil)
        try writer.set(Name.unlockedUntil, seconds.map { "\(now.adding(seconds: Int64($0)).seconds)" })
      }
    }
  }

  func countSigned(_ count: Int64 = 1) {
    signed += count
    flushLater()
  }

  func countOpened(_ count: Int64 = 1) {
    opened += count
    flushLater()
  }

  /// - Throws: `StoreError`.
  func status(now: UnixTime = .now()) async throws -> AgentStatus {
    let (folder, accounts, more, session) = (folder, accounts, (signed, opened), presentToken)
    return try await BlockingWork.run {
      let database = try accounts.database(folder)
      let state = try Self.state(database, now: now)
      return AgentStatus(
        locked: state.isLocked, lockedSince: state.isLocked ? state.since : nil,
        unlockedUntil: state.isLocked ? nil : state.until, signed: try database.counter(Name.signed) + more.0,
        opened: try database.counter(Name.opened) + more.1,
        token: try database.keys().inUse(.signing).flatMap { TokenStatus($0, session) })
    }
  }

  /// Writes what was counted.
  func flush() async {
    flushing?.cancel()
    flushing = nil
    let counts = (signed, opened)
    guard counts.0 + counts.1 > 0 else { return }
    (signed, opened) = (0, 0)
    let (folder, accounts) = (folder, accounts)
    do {
      try await BlockingWork.run {
        try accounts.database(folder).write { writer in
          if counts.0 > 0 { _ = try writer.count(Name.signed, by: counts.0) }
          if counts.1 > 0 { _ = try writer.count(Name.opened, by: counts.1) }
        }
      }
    } catch {
      logger.warning("what was signed could not be counted", metadata: ["account": "\(folder.id)"])
    }
  }

  private func flushLater() {
    guard flushing == nil else { return }
    flushing = Task {
      // Cancelled: somebody else has written it.
      do { try await Task.sleep(for: .seconds(Self.countSeconds)) } catch { return }
      flushing = nil
      await flush()
    }
  }

  private func keep(_ ring: KeyRing, until: UnixTime?, now: UnixTime) {
    self.ring = ring
    ringEnd = until
    if !ring.needsToken {
      // The signing key has left its token: nothing is left for its keeper to do.
      token?.close()
      token = nil
    }
    relock?.cancel()
    guard let until else { return }
    relock = Task {
      // Cancelled: it was locked or unlocked meanwhile.
      do { try await Task.sleep(for: .seconds(max(0, until.seconds - now.seconds))) } catch { return }
      endToken()
    }
  }

  private struct State {
    var isLocked: Bool
    var since: UnixTime?
    var until: UnixTime?
  }

  private static func state(_ database: AccountDatabase, now: UnixTime) throws -> State {
    func time(_ name: String) throws -> UnixTime? {
      try database.setting(name).flatMap { Int64($0) }.map { UnixTime(seconds: $0) }
    }
    let until = try time(Name.unlockedUntil)
    if let until, until <= now { return State(isLocked: true, since: until, until: nil) }
    let since = try time(Name.lockedSince)
    return State(isLocked: since != nil, since: since, until: until)
  }

  /// A device that was thrown out signs nothing any more, and opens nothing, from the moment that it knows.
  private static func refuseIfRevoked(_ database: AccountDatabase) throws {
    guard try OwnRevocation.isRevoked(database) else { return }
    throw IdentityError(
      .deviceRevoked, "this device was thrown out of the account",
      hint:
        "`signet log` tells when; `signet device join` makes it a device again, with new keys; `signet account forget` "
        + "removes the account from here")
  }

  private static var locked: MessagingError {
    MessagingError(.agentLocked, "the signing agent is locked", hint: "`signet unlock` unlocks it")
  }
}
