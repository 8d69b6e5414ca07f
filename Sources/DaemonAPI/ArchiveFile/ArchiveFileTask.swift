/// What the command line asks of a worker of its own: something about one archive file, without a daemon.
/// Nothing secret is in it.
public struct ArchiveFileTask: Codable, Sendable {
  public enum Work: String, Codable, Sendable {
    /// Tell what is in it.
    case inspect
    /// Prove that an account can be brought back from it.
    case verify
    /// Write it anew under another secret.
    case changePassword
    /// Make a bundle that throws a device out.
    case revoke
  }

  public let work: Work
  /// As the person typed it. The worker runs in the same folder.
  public let path: String
  /// Slots that the command line has filled: they are asked for even where the file needs none, so that a password
  /// for a file without one is told to be wrong.
  public let offers: [SecretSlot]
  /// For `revoke` alone.
  public var revocation: RevocationOrder?

  public init(_ work: Work, path: String, offers: [SecretSlot]) {
    self.work = work
    self.path = path
    self.offers = offers
  }
}

/// What such a worker answers.
public enum ArchiveFileMessage: Codable, Sendable {
  /// It waits for these slots, on the same socket, in the format of `SecretSender`.
  case secretNeeded(slots: [SecretSlot])
  case done(ArchiveFileResult)
  case failed(ErrorReport)

  /// Most bytes of one, generous: the 64 MiB that an archive may hold can be names that JSON spells with six
  /// characters for one.
  static let limit = 512 << 20
}

/// What came of it.
public struct ArchiveFileResult: Codable, Sendable {
  /// What is in the file, before a change.
  public let content: ArchiveReport
  /// What was proved; for `verify` alone.
  public var checks: [ArchiveCheck] = []
  /// What keeps a sound archive from being all that one wants; for `verify` alone.
  public var warnings: [String] = []
  /// For `changePassword` alone.
  public var written: WrittenFile?
  /// For `revoke` alone.
  public var revocation: MadeRevocation?

  public init(_ content: ArchiveReport) { self.content = content }

  /// The file that took the old one's place.
  public struct WrittenFile: Codable, Sendable {
    /// Its size.
    public let bytes: Int
    public let hasPassword: Bool

    public init(bytes: Int, hasPassword: Bool) {
      self.bytes = bytes
      self.hasPassword = hasPassword
    }
  }
}

/// One thing that `backup verify` checked, and what it found. A check that fails is an error instead.
public struct ArchiveCheck: Codable, Sendable {
  public let check: String
  public let found: String

  public init(check: String, found: String) {
    self.check = check
    self.found = found
  }
}
