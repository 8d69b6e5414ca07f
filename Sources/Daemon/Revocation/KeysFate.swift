import AccountStore
import DaemonAPI
import Identity
import Platform

/// What becomes of the keys of this device.
enum KeysFate: Equatable {
  /// It is in the account, as far as is known here.
  case kept
  /// It was thrown out, and the recovery key objects: nothing destroys them by itself.
  case objected
  /// They are destroyed then, unless the recovery key objects.
  case destroyedAt(UnixTime)
  /// They are to be destroyed now.
  case due(Reason)
  /// It has begun and is carried through.
  case begun
  case destroyed(since: UnixTime)

  enum Reason: Equatable {
    /// Nobody has objected for 72 hours.
    case timeIsOver
    /// The recovery key signed or countersigned the revocation.
    case recoveryKey
  }

  static let clockName = "device.revocation.clock"

  /// From what the database and the folder say. Blocks.
  /// - Throws: `StoreError`.
  init(_ folder: AccountFolder, _ database: AccountDatabase, now: UnixTime) throws {
    if let finished = try database.setting(KeyDestruction.finishedName).flatMap({ Int64($0) }) {
      self = .destroyed(since: UnixTime(seconds: finished))
      return
    }
    guard !folder.keysAreDestroyed else {
      self = .begun
      return
    }
    guard try OwnRevocation.isRevoked(database) else {
      self = .kept
      return
    }
    let device = try database.account().deviceID
    let statements = try database.ownLog()?.state(at: now).revocationStatuses.filter { $0.device == device } ?? []
    // Deliberate: where the recovery key has said both, the objection holds. What is destroyed does not come back.
    if !statements.isEmpty, statements.allSatisfy(\.isObjected) {
      self = .objected
    } else if statements.contains(where: { $0.isByRecovery && !$0.isObjected }) {
      self = .due(.recoveryKey)
    } else {
      let clock = try Self.clock(database) ?? DestructionClock(start: now)
      self = clock.isOver ? .due(.timeIsOver) : .destroyedAt(clock.end(now: now))
    }
  }

  /// - Throws: `APIError.deviceNotRevoked`.
  func requireRevoked() throws(APIError) {
    guard case .kept = self else { return }
    throw APIError(
      .deviceNotRevoked, "this device is in the account: its keys are in use",
      hint:
        "another device throws it out: `signet device revoke`; `signet account forget` removes the account from here")
  }

  /// In the words of the API; nil for a device that is in the account.
  var status: OwnRevocationStatus? {
    switch self {
    case .kept: nil
    case .objected: OwnRevocationStatus(keys: .objected)
    case .destroyedAt(let time): OwnRevocationStatus(keys: .pending, at: time)
    case .due, .begun: OwnRevocationStatus(keys: .pending)
    case .destroyed(let since): OwnRevocationStatus(keys: .destroyed, at: since)
    }
  }

  /// - Throws: `StoreError`.
  static func clock(_ database: AccountDatabase) throws -> DestructionClock? {
    try database.setting(clockName).flatMap { DestructionClock($0) }
  }
}

extension AccountDirectory {
  /// Lets the time pass for devices that were thrown out.
  /// - Returns: the accounts whose keys here are to be destroyed now.
  /// - Throws: `FileError`.
  func withKeysToDestroy(now: UnixTime = .now()) throws -> [JamiID] {
    try ids().filter { id in
      do {
        let (folder, database) = (data.account(id), try database(data.account(id)))
        switch try KeysFate(folder, database, now: now) {
        case .kept, .objected, .destroyed: return false
        case .begun, .due: return true
        case .destroyedAt: return try isOver(database, now)
        }
      } catch {
        return false  // an account that cannot be read: the log and `doctor` tell of it
      }
    }
  }

  /// Not each look is written, but each that a start after it could not make up for.
  private func isOver(_ database: AccountDatabase, _ now: UnixTime) throws -> Bool {
    let before = try KeysFate.clock(database)
    let clock = before?.advanced(to: now) ?? DestructionClock(start: now)
    let isDue = before.map { now.seconds - $0.seen.seconds >= DestructionClock.pace / 2 || now < $0.seen } ?? true
    if isDue || clock.isOver { try database.write { try $0.set(KeysFate.clockName, clock.text) } }
    return clock.isOver
  }
}
