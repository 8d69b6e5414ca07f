import AccountArchive
import DaemonAPI
import Files
import Platform

/// An archive file that a command opens in its own process, without the daemon.
struct LocalArchive {
  let path: String
  /// Size of the file, in bytes.
  let bytes: Int
  /// What opened it.
  let secret: ArchiveSecret
  let opened: OpenedArchive

  var archive: Archive { opened.archive }

  /// Opens the file at `path` with what the command line named, else asks, and asks only when the file needs it.
  /// - Throws: the archive's failure class, `passwordNeeded`, `cancelled`.
  static func open(_ path: String, _ options: OpeningOptions) throws(ErrorReport) -> LocalArchive {
    let given = try options.read()
    do {
      let secret = try given.map(ArchiveSecret.init) ?? secretAsNeeded(for: path)
      return try LocalArchive(
        path: path, bytes: FileReader.status(path).size, secret: secret,
        opened: ArchiveReader.open(path: path, secret: secret))
    } catch {
      throw ErrorReport(any: error)
    }
  }

  private static func secretAsNeeded(for path: String) throws -> ArchiveSecret {
    guard try ArchiveReader.isEncrypted(path: path) == true else { return .none }
    return .password(try Prompt.password(for: path))
  }
}

extension ArchiveSecret {
  /// The same secret, in the words of the room that opens archives.
  init(_ handed: HandedSecret) {
    switch handed {
    case .none: self = .none
    case .password(let secret): self = .password(secret)
    case .key(let secret): self = .key(secret)
    }
  }
}
