import Platform

/// One setting of an account, such as `Account.displayName`. All values are texts, `true` and `false` too.
public struct ArchiveSetting: Sendable {
  /// At most 256 bytes.
  public let key: String
  let raw: RawValue

  init(key: String, raw: RawValue) {
    self.key = key
    self.raw = raw
  }

  /// - Throws: `SystemError.memoryUnavailable`.
  public init(key: String, value: String) throws {
    self.key = key
    raw = try RawValue(string: value)
  }

  /// The value as text, decoded at each call. Where the archive holds a number or a word instead of a text, its
  /// JSON form, as Jami takes it (`null`: empty).
  public var value: String { raw.scalarText }
}
