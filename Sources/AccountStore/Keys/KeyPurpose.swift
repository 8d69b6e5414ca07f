/// What a key of an account is for. One key serves one purpose only.
public enum KeyPurpose: String, Codable, Sendable, CaseIterable {
  /// Signs packets; this device's, certified by the account.
  case signing
  /// Opens content keys that are wrapped for this device.
  case wrap
  /// Opens packets to the account; every device of it has the same ones.
  case receive
  /// Opens what the account's devices tell each other; every device of it has the same ones.
  case sync

  /// Whether the key is the account's, kept in its archive as well; else it is this device's and leaves it never.
  public var isShared: Bool { self == .receive || self == .sync }
}
