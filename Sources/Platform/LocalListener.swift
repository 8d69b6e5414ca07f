import CPlatform
import Glibc

/// A listening local socket, mode 0600 from its first moment. Its file goes when this object goes.
public final class LocalListener: Sendable {
  /// For calls that need the bare descriptor; it stays this object's.
  public let descriptor: Int32
  public let path: String

  /// Binds and listens. A file that is there already is an error: whether it is stale only the caller can know.
  /// - Throws: `SystemError.socketPathTooLong`, `socketFailed` (with `EADDRINUSE` where the path exists).
  public init(path: String, backlog: Int32 = 64) throws(SystemError) {
    let listening = sg_unix_listen(path, backlog)
    guard listening >= 0 else { throw Self.failure("listening at", path) }
    descriptor = listening
    self.path = path
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  /// The next connection, within `timeoutSeconds`.
  /// - Throws: `SystemError.timedOut`, `socketFailed`.
  public func accept(timeoutSeconds: Int) throws(SystemError) -> LocalSocket {
    let accepted = sg_accept(descriptor, Int32(clamping: timeoutSeconds * 1000))
    guard accepted >= 0 else {
      if errno == ETIMEDOUT { throw SystemError(.timedOut, "nobody came to \(path) within \(timeoutSeconds) seconds") }
      throw SystemError(.socketFailed, "accepting at \(path) failed", systemCode: errno)
    }
    return LocalSocket(owning: accepted)
  }

  static func failure(_ doing: String, _ path: String) -> SystemError {
    let code = errno
    guard code == ENAMETOOLONG else { return SystemError(.socketFailed, "\(doing) \(path) failed", systemCode: code) }
    return SystemError(
      .socketPathTooLong, "the socket path \(path) is longer than \(sg_socket_path_limit()) bytes",
      hint: "use a shorter --home")
  }
}
