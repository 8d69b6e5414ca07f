import CPlatform
import Glibc

/// An exclusive lock on a file, held for as long as this object lives; the kernel drops it when the process dies.
public final class FileLock: Sendable {
  /// For handing the lock on to a child process, which then holds it too; it stays this object's.
  public let descriptor: Int32

  /// Takes the lock at `path`, making the file (0600) when it is missing.
  /// - Throws: `SystemError.lockHeld` when another process has it; `lockUnavailable` when the file system refuses.
  public init(path: String) throws(SystemError) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard opened >= 0 else {
      throw SystemError(.lockUnavailable, "the lock file \(path) could not be opened", systemCode: errno)
    }
    guard sg_try_lock(opened) == 0 else {
      let code = errno
      close(opened)
      guard code == EWOULDBLOCK else {
        throw SystemError(.lockUnavailable, "the lock file \(path) could not be locked", systemCode: code)
      }
      throw SystemError(.lockHeld, "another process holds the lock \(path)")
    }
    descriptor = opened
  }

  deinit { close(descriptor) }
}
