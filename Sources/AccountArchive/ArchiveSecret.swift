import Platform

/// What an archive is opened with, or written under.
public enum ArchiveSecret: Sendable {
  /// Nothing: the archive is compressed, not encrypted.
  case none
  /// A password: its bytes as they were typed (UTF-8), neither trimmed nor normalised.
  case password(Secret)
  /// The 32-byte AES key itself, see `ArchiveKey.parse`.
  case key(Secret)

  public var scheme: ArchiveScheme {
    switch self {
    case .none: .none
    case .password: .password
    case .key: .key
    }
  }
}

/// How an archive is protected. The file itself does not say: `password` and `key` look alike.
public enum ArchiveScheme: String, Sendable, Codable, CaseIterable {
  case none
  case password
  case key
}
