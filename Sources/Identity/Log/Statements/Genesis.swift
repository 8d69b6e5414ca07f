/// The first statement of a log, which names it.
public struct Genesis: Sendable, Hashable {
  /// The recovery key and the first device; nil for an account that was imported from Jami. Of such a one the genesis
  /// says nothing but its account key, so that two restores of one archive make one log.
  public struct Founding: Sendable, Hashable {
    public let recovery: KeyID
    /// Deliberate: named here, where it cannot be changed. Else whoever finds the archive could claim to be first.
    public let device: DeviceKeys

    public init(recovery: KeyID, device: DeviceKeys) {
      self.recovery = recovery
      self.device = device
    }
  }

  public let founding: Founding?

  public static let imported = Genesis(founding: nil)

  public init(founding: Founding?) { self.founding = founding }
}
