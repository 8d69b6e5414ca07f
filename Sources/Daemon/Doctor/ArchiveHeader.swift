import Glibc

/// The first bytes of an account's own archive: all of it that the daemon ever looks at.
///
/// Deliberate: not `ArchiveReader`. That would inflate the beginning of an archive without a password, and with it a
/// key, into the memory of the daemon.
enum ArchiveHeader {
  enum Form {
    case compressed, encrypted
  }

  /// Salt, IV and tag: the least that an encrypted archive has, in bytes.
  private static let smallestEncrypted = 44

  /// What the file looks like; nil when it is no archive of ours, or cannot be read.
  static func form(of path: String) -> Form? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var head: [UInt8] = [0, 0, 0]
    guard read(descriptor, &head, head.count) == head.count else { return nil }
    if head == [0x1f, 0x8b, 0x08] { return .compressed }
    return lseek(descriptor, 0, SEEK_END) >= smallestEncrypted ? .encrypted : nil
  }
}
