import Platform

/// What a secret handed to a worker is for.
public enum SecretSlot: String, Codable, Sendable, CaseIterable {
  /// Opens the archive that the operation reads.
  case password
  /// Protects the archive that the operation writes.
  case newPassword
  /// Opens the archive of the account that is here, where a file with another password is merged into it.
  case accountPassword
  /// Words of a recovery kit, typed or shown. Deliberate: no slot of `SecretSender`. Words are read back, corrected and
  /// confirmed, so the socket carries a conversation; see `WordsLine`.
  case recoveryWords
  /// Lets a PKCS#11 token work.
  case tokenPIN

  /// Its number on the secret socket.
  public var number: UInt8 {
    switch self {
    case .password: 1
    case .newPassword: 2
    case .accountPassword: 3
    case .recoveryWords: 4
    case .tokenPIN: 10
    }
  }
}

/// A secret on its way to a worker.
public enum HandedSecret: Sendable {
  /// Said on purpose: no password.
  case none
  /// The bytes as typed, UTF-8.
  case password(Secret)
  /// A raw archive key, 32 bytes.
  case key(Secret)

  /// Its kind on the secret socket.
  public var number: UInt8 {
    switch self {
    case .none: 0
    case .password: 1
    case .key: 2
    }
  }
}
