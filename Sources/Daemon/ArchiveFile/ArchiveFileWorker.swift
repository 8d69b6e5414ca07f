import DaemonAPI
import Glibc
import Platform

/// The short-lived process behind `signet backup inspect|verify|password`; see `ArchiveFileProcess`.
public enum ArchiveFileWorker {
  /// What it is given as its socket.
  private static let descriptor: Int32 = 3

  /// The whole life of the process. It ends with 0 when it told how it went, well or badly.
  public static func run() -> Never {
    Hardening.apply()
    // Ctrl-C is for the command line. When that is gone, this ends too, and leaves the file as it was or changed as
    // a whole: see `ArchiveFileJob`.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let socket = LocalSocket(owning: descriptor)
    guard let task: ArchiveFileTask = socket.receive() else {
      _ = Glibc.write(2, usage, usage.utf8.count)
      exit(ExitTable.usage)
    }
    let message: ArchiveFileMessage
    do {
      message = .done(try ArchiveFileJob(task: task, socket: socket).run())
    } catch {
      message = .failed(ErrorReport(any: error))
    }
    do throws(SystemError) { try socket.send(message) } catch { _exit(1) }
    _exit(0)
  }

  private static let usage = "`signetd archive` is started by signet itself\n"
}
