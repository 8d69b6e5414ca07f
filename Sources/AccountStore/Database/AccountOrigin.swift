/// How an account came to this machine.
public enum AccountOrigin: String, Sendable, Codable, CaseIterable {
  /// Made here.
  case created
  /// Restored here from an archive.
  case restored
  /// This machine was linked into it by another device.
  case linked
}
