import GnuTLS

/// A device with all that proves it.
public struct EnrolledDevice: Sendable, Hashable {
  public let device: Device
  /// Device, account, and where there is one the authority.
  public let chain: [Certificate]
  public let receipt: Receipt
}
