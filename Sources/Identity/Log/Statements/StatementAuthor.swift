/// Who made a statement.
public enum StatementAuthor: Sendable, Hashable, Comparable {
  /// Whoever holds the archive, on a machine that is no device of the account. It has no numbers: two such machines
  /// know nothing of each other, and must not be able to suspend each other.
  case account
  /// Whoever holds the recovery key; without numbers for the same reason.
  case recovery
  /// A device, with numbers of its own from 1 on.
  case device(DeviceID)

  public var device: DeviceID? {
    guard case .device(let device) = self else { return nil }
    return device
  }
}
