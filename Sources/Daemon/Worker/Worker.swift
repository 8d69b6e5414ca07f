import AccountStore
import DaemonAPI
import Glibc
import Platform

/// The short-lived process that holds an archive, its password and the account key for one operation.
public enum Worker {
  /// The whole life of the process. It ends with 0 when it told the daemon how it went, well or badly.
  public static func run() -> Never {
    Hardening.apply()
    // A Ctrl-C at the daemon's terminal, or systemd's SIGTERM to all of the service, is for the daemon to decide on.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    for descriptor in [WorkerChannel.descriptor, WorkerChannel.descriptor + 1] {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    let channel = WorkerChannel()
    guard let task = channel.receiveTask() else {
      _ = Glibc.write(2, usage, usage.utf8.count)
      exit(ExitTable.usage)
    }
    do {
      try channel.watch()
      let progress = ProgressReporter(channel: channel)
      try progress.start()
      let bench = Workbench(task: task, channel: channel, progress: progress)
      let outcome = try bench.perform(task.work)
      progress.pause()
      channel.send(.done(outcome.result, next: outcome.keys == nil ? nil : .keyMaking))
      if let keys = outcome.keys {
        let result = try keys.run()
        progress.pause()
        channel.send(.done(result, next: nil))
      }
    } catch {
      channel.send(.failed(ErrorReport(any: error)))
    }
    // Not `exit`: its handlers would take libraries down under threads that still make keys.
    _exit(0)
  }

  private static let usage = "`signetd worker` is started by signetd itself\n"
}
