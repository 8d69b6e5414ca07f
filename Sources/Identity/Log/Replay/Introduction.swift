import Platform

/// A device as one statement brought it in, or changed it.
struct Introduction: Hashable {
  /// Of the statement.
  let index: Int
  let keys: DeviceKeys
  let role: DeviceRole
  /// Nil for the device that genesis names.
  let method: AddedDevice.Method?
  /// When the statement takes effect.
  let since: UnixTime
  /// From when on it may act for the account.
  let mature: UnixTime
}
