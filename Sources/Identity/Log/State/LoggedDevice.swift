import Platform

/// A device as the log has it.
public struct LoggedDevice: Sendable, Hashable {
  public enum Standing: Sendable, Hashable {
    case active
    /// Came in unapproved: active from then on, if nobody objects.
    case pending(until: UnixTime)
    /// Signed two statements under one number; until it is revoked, with the true branch named, it says nothing more.
    case suspended
    /// Thrown out.
    case revoked
    /// Its installation has new keys and is another device, and it was thrown out for that.
    case superseded
    /// Brought in by a statement that does not count any more.
    case notListed
  }

  public let keys: DeviceKeys
  public let role: DeviceRole
  /// Nil for the one that the genesis names.
  public let method: AddedDevice.Method?
  /// The statement that brought it in, or changed it last.
  public let introduction: StatementHash
  public let standing: Standing
  /// From when on it may act for the account: add, revoke others, rotate, countersign. Nil for a leaf, and for one that
  /// is not active.
  public let actsFrom: UnixTime?
  /// The signing keys that it had before, and since when it has another.
  public let formerSigning: [KeyID: UnixTime]

  public var id: DeviceID { keys.device }
}
