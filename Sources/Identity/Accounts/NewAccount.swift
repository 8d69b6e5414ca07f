import AccountArchive

/// An account that was just put together, and its first device.
public struct NewAccount: Sendable {
  public let account: Account
  public let archive: Archive
  public let device: EnrolledDevice
}
