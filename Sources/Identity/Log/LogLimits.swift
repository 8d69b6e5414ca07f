/// Bounds of an account's log. What is beyond them is refused, never cut.
public enum LogLimits {
  /// Bytes of a statement's content.
  public static let content = 16 << 10
  /// Heads that a statement names.
  public static let heads = 64
  /// Keys that a revocation names.
  public static let revokedKeys = 16
  /// Authors whose last operation a revocation names.
  public static let operationMarks = 256
  /// Devices that a receive key goes to.
  public static let recipients = 256
  /// Signatures of a statement.
  public static let signatures = 4
  /// Bytes of a signature: RSA of 8192 bits.
  public static let signature = 1024
  /// Bytes of a public key.
  public static let key = 2048
  /// Entries of a log.
  public static let entries = 20_000
  /// Entries of one author, so that one stolen key does not fill the log.
  public static let entriesOfAuthor = 12_000
  /// Entries whose keys are not known yet.
  public static let waiting = 1024
  /// Public keys that are kept.
  public static let keys = 8192
  /// Successions that are followed, one after the other.
  public static let successions = 64

  /// Seconds from the verifier's first sight until a linked device may act for the account.
  public static let maturity: Int64 = 24 * 3600
  /// Seconds from the verifier's first sight that the owner has to object.
  public static let objection: Int64 = 72 * 3600
}
