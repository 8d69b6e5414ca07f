import DaemonAPI
import Files
import Glibc
import Platform
import Synchronization

/// The socket that the daemon listens on: bound by us, or handed over by systemd.
final class ListeningSocket: Sendable {
  /// A copy of the descriptor for the server, which closes it.
  let descriptor: Int32
  let path: String
  /// Ours: its file goes when this goes. Nil for systemd's, whose file stays systemd's.
  private let listener: Mutex<LocalListener?>

  /// - Parameter location: where to bind. The caller holds the lock of the data folder, so a socket file that is there
  ///   already is left from a daemon that was killed, and is removed.
  /// - Throws: `ErrorReport`: `socketPathTooLong`, `socketFailed`, or why the runtime folder cannot be made.
  init(at location: DaemonLocation, activation: Int32? = ListeningSocket.handedOver()) throws(ErrorReport) {
    path = location.socketPath
    if let activation {
      listener = Mutex(nil)
      descriptor = activation
      return
    }
    do {
      try Folder.create(location.runtimeFolder)
      unlink(path)
      let listener = try LocalListener(path: path)
      self.listener = Mutex(listener)
      descriptor = fcntl(listener.descriptor, F_DUPFD_CLOEXEC, 0)
    } catch {
      throw ErrorReport(any: error)
    }
    guard descriptor >= 0 else {
      throw ErrorReport(SystemError(.socketFailed, "listening at \(path) failed", systemCode: errno))
    }
  }

  /// Removes the file, so that nobody comes any more. Before the lock of the data folder is let go.
  func release() { listener.withLock { $0 = nil } }

  /// The descriptor that systemd passes (sd_listen_fds(3)): number 3, when it is meant for this very process.
  private static func handedOver() -> Int32? {
    guard let process = getenv("LISTEN_PID"), Int32(String(cString: process)) == getpid(),
      let count = getenv("LISTEN_FDS"), Int32(String(cString: count)) ?? 0 >= 1
    else { return nil }
    // Workers must not believe that it is meant for them.
    unsetenv("LISTEN_PID")
    unsetenv("LISTEN_FDS")
    unsetenv("LISTEN_FDNAMES")
    _ = fcntl(3, F_SETFD, FD_CLOEXEC)
    return 3
  }
}
