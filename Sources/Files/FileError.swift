import Glibc
import Platform

/// A file or folder operation that failed. What was there before is still there.
public struct FileError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// There is nothing at that path.
    case fileNotFound
    /// Something is there already.
    case fileExists
    /// The disk or the quota is full.
    case noSpace
    /// Not allowed.
    case permissionDenied
    /// The file is larger than its reader takes.
    case fileTooLarge
    /// A folder, device or link where a plain file was expected.
    case notAFile
    /// A record of an unfinished operation cannot be read.
    case journalDamaged
    /// Anything else the system reports, EIO above all.
    case fileFailed
  }

  public let kind: Code
  public let reason: String
  public let hint: String?
  public let path: String
  /// `errno` of the call that failed; 0 when no call did.
  public let systemCode: Int32
  public var code: String { kind.rawValue }

  public init(_ kind: Code, path: String, _ reason: String, hint: String? = nil, systemCode: Int32 = 0) {
    self.kind = kind
    self.path = path
    self.reason = reason
    self.hint = hint
    self.systemCode = systemCode
  }

  /// The error for a call that failed with `systemCode` while `doing` something (a present participle) with `path`.
  public init(_ doing: String, _ path: String, systemCode: Int32) {
    let kind: Code
    var hint: String?
    switch systemCode {
    case ENOENT, ENOTDIR: kind = .fileNotFound
    case EEXIST, ENOTEMPTY: kind = .fileExists
    case ENOSPC, EDQUOT:
      kind = .noSpace
      hint = "make room and try again; nothing was changed"
    case EACCES, EPERM, EROFS: kind = .permissionDenied
    case ELOOP, EISDIR: kind = .notAFile
    default: kind = .fileFailed
    }
    self.init(
      kind, path: path, "\(doing) \(path) failed: \(SystemError.text(of: systemCode))", hint: hint,
      systemCode: systemCode)
  }
}
