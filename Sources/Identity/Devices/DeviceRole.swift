/// What a device may do for its account.
public enum DeviceRole: String, Sendable, Codable, CaseIterable {
  /// Holds the archive: may link, revoke and rotate.
  case full
  /// Holds its own keys and the shared ones only.
  case leaf
}
