import Platform

/// Why an archive could not be read or written.
///
/// The first eight codes are the failure classes of `signet-archive(5)`: every archive that is not `ok` belongs to
/// exactly one of them. The others are about the call or the machine, not about the archive's content.
public typealias ArchiveError = RoomError<ArchiveErrorCode>

/// The codes of `ArchiveError`.
public enum ArchiveErrorCode: String, Sendable, CaseIterable {
  /// The tag does not fit: wrong password, wrong key or changed bytes. The format cannot tell more.
  case wrongPasswordOrDamaged
  /// The end is missing: a gzip stream cut short, or an encrypted file of less than 44 bytes.
  case truncated
  /// A compressed stream does not inflate, or its checksum is wrong.
  case gzip
  /// The text is not the JSON that an archive holds.
  case json
  /// The account key is missing, unreadable or unfit.
  case key
  /// The account certificate is missing, unreadable or not that of the account key.
  case chain
  /// The revocation list is unreadable or not signed by the account key.
  case crl
  /// One of the limits of `ArchiveLimits` is exceeded.
  case tooLarge

  /// The archive is encrypted and no password or key was given.
  case passwordNeeded
  /// The bytes given as a raw archive key, or an empty password to write under, are no secret that can be used.
  case secretUnusable
  /// There is no such file.
  case fileNotFound
  /// The file may not be read.
  case permissionDenied
  /// The path names something that is not a file.
  case notAFile
  /// The file could not be read.
  case fileFailed
  /// zlib, Argon2, GnuTLS or the system refused a call: memory, as a rule.
  case libraryFailed

  /// Whether the code speaks about the archive itself, as opposed to the call or the machine.
  public var isFailureClass: Bool {
    switch self {
    case .wrongPasswordOrDamaged, .truncated, .gzip, .json, .key, .chain, .crl, .tooLarge: true
    case .passwordNeeded, .secretUnusable, .fileNotFound, .permissionDenied, .notAFile, .fileFailed, .libraryFailed:
      false
    }
  }
}
