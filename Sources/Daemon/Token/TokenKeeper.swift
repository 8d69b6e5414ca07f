import DaemonAPI
import FoundationEssentials
import Glibc
import GnuTLS
import Platform

/// The process that works with one PKCS#11 token, and holds its PIN for as long as its account is unlocked.
///
/// Deliberate: a process of its own. The modules of tokens are other people's code, and some hang or crash; here they
/// share memory with nothing but the PIN. Locking is ending it. And a module that looks at its tokens only once can be
/// loaded again without anybody else noticing.
public enum TokenKeeper {
  /// What descriptor 3 carries is the daemon's word; see `TokenSession`.
  static let descriptor: Int32 = 3

  /// The whole life of the process: it ends when the daemon hangs up.
  public static func run() -> Never {
    Hardening.apply()
    // As with a worker: when it ends is for the daemon to decide.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let socket = LocalSocket(owning: descriptor)
    guard let task: KeeperTask = socket.receive() else {
      _ = Glibc.write(2, usage, usage.utf8.count)
      exit(ExitTable.usage)
    }
    var desk = TokenDesk(task)
    while let request: KeeperRequest = socket.receive() {
      let answer: KeeperAnswer
      do { answer = try desk.answer(request) } catch { answer = .failed(ErrorReport(any: error)) }
      // A daemon that is gone is seen at the next message.
      try? socket.send(answer)
      desk.takePIN(unlessHungUp: socket)
    }
    _exit(0)
  }

  private static let usage = "`signetd token` is started by signetd itself\n"
}
