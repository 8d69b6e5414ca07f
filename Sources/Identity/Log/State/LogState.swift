import Platform

/// What follows from a log, for one verifier at one time.
///
/// Every list is in an order of its own that does not depend on how the statements arrived.
public struct LogState: Sendable, Hashable {
  /// The account keys that were followed, the present one last.
  public let accounts: [AccountFingerprint]
  /// Nil where none is known, or several are contested.
  public let recoveryKey: KeyID?
  /// Statements that name recovery keys at once, none of which counts.
  public let contestedRecoveryKeys: [StatementHash]
  /// By ID; those that are revoked too.
  public let devices: [LoggedDevice]
  /// All keys that are revoked, ascending: those that revocations name, and the others of the same devices; and those
  /// that devices which stay have replaced. To be added to the account's `RevocationSet`, which only grows.
  public let revokedKeys: [KeyID]
  /// The revocations in force, in the order of replay.
  public let revocations: [StatementHash]
  /// The same, with what the recovery key's holder says of each.
  public let revocationStatuses: [RevocationStatus]
  public let receiveKey: ReceiveKeyChange?
  public let successions: [SuccessionStatus]
  public let forks: [ForkEvidence]
  /// By time.
  public let pending: [PendingStatement]
  public let heads: [StatementHash]
  /// What does not count, and why, by number in the order of replay.
  public let failures: [EntryFailure]

  public var account: AccountFingerprint { accounts[accounts.count - 1] }

  /// A device by its ID.
  public func device(_ id: DeviceID) -> LoggedDevice? { devices.first { $0.id == id } }

  /// A device by its signing key.
  public func device(signing key: KeyID) -> LoggedDevice? { devices.first { $0.keys.signing == key } }

  /// Whether a key is revoked.
  public func revokes(_ key: KeyID) -> Bool { revokedKeys.contains(key) }

  /// When the state changes next by time alone; nil where it does not.
  public var nextChange: UnixTime? {
    let successions = successions.compactMap { status -> UnixTime? in
      guard case .pending(let until) = status.outcome else { return nil }
      return until
    }
    return (pending.map(\.until) + successions).min()
  }

  /// Devices that a new receive key has to leave out: it was handed to them, and they are revoked.
  public var receiveKeyHoldersRevoked: [DeviceID] {
    (receiveKey?.recipients ?? []).filter { revokes(KeyID($0)) }
  }
}

extension AccountLog {
  /// Replays the log. No signature is checked for that.
  /// - Parameter now: the verifier's clock.
  public func state(at now: UnixTime) -> LogState {
    var replay = Replay(self, now: now)
    return LogStateBuilder(outcome: replay.run(), replay: replay, heads: heads).state
  }
}
