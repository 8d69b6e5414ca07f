/// How an account came to this machine.
public enum AccountOrigin: String, Sendable, Codable, CaseIterable {
  /// Made here.
  case created
  /// Restored here from an archive.
  case restored
}
