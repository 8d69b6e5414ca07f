/// How an account could be won back when every device is gone.
public enum RecoveryState: String, Sendable, Codable, CaseIterable {
  /// No recovery kit was made.
  case none
  /// There is a kit, and nobody has tried whether it works.
  case kitMade
  /// The kit was tried and works.
  case kitRehearsed
}
