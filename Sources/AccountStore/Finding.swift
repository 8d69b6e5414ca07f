/// Something that is not as it should be, for `signet doctor` and for the log at start. Nothing is ever dropped
/// without one.
public struct Finding: Sendable, Hashable, Codable {
  public enum Code: String, Sendable, Codable, CaseIterable {
    /// An account that was here has no folder any more.
    case accountMissing
    /// A file of an account is missing or unreadable.
    case accountIncomplete
    /// An account's database does not open, or its account record is unreadable.
    case databaseDamaged
    /// One record of a database cannot be read; it is kept as it stands.
    case recordUnreadable
    /// Something in the folder of accounts is no account.
    case alienEntry
    /// A line in the list of known accounts cannot be read.
    case registryDamaged
    /// A spare key could not be opened and was put aside.
    case spareKeyDamaged
    /// The data key is missing while something sealed under it is there, or has the wrong length.
    case dataKeyDamaged
    /// An unfinished operation could be neither finished nor undone.
    case operationStuck
    /// A folder or file can be read by others.
    case permissionsTooWide
  }

  public let code: Code
  /// The account, file or record it is about.
  public let subject: String
  /// The cause, one sentence without a full stop.
  public let reason: String
  /// The command that cures it; nil when there is none.
  public let cure: String?

  public init(_ code: Code, subject: String, _ reason: String, cure: String? = nil) {
    self.code = code
    self.subject = subject
    self.reason = reason
    self.cure = cure
  }
}
