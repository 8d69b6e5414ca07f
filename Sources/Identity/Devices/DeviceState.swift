/// Where a device stands.
public enum DeviceState: String, Sendable, Codable, CaseIterable {
  case active
  /// Thrown out; its key never comes back.
  case revoked
  /// The same installation enrolled again under another key.
  case superseded
  /// Asked for and not yet approved.
  case pending
}
