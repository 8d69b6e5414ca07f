/// How a device got into its account.
public enum EnrolmentMethod: String, Sendable, Codable, CaseIterable {
  /// Made together with the account.
  case created
  /// Made by whoever opened a copy of the archive; no other device approved it.
  case restored
  /// Linked; a device of the account approved it.
  case approved
}
