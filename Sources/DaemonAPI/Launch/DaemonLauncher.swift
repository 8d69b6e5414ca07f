import Glibc
import Platform

/// Starts `signetd` where none runs.
public enum DaemonLauncher {
  /// Whether somebody listens at `location`. Blocks for microseconds.
  public static func isRunning(at location: DaemonLocation) -> Bool {
    (try? LocalSocket(connectingTo: location.socketPath)) != nil  // whatever the reason: nobody answers there
  }

  /// Starts the daemon beside this program's own binary and returns once it listens. Blocks.
  ///
  /// Of two programs that do this at the same time one starts the daemon; the other is told `daemonRunning` by its own,
  /// and waits until the first one listens. Both return without an error.
  /// - Parameter executable: path of `signetd`; nil for the one beside the running program.
  /// - Throws: why the daemon did not start.
  public static func start(at location: DaemonLocation, executable: String? = nil) throws(ErrorReport) {
    let (process, signal) = try spawn(at: location, executable: executable ?? besideThisProgram("signetd"))
    defer { close(signal) }
    do throws(ErrorReport) {
      try ReadySignal.wait(on: signal)
    } catch {
      // It has said why it ends, and does; nobody else would take its status away.
      if process.ends(withinMilliseconds: 5000) { _ = process.wait() }
      guard error.code == APIError.Code.daemonRunning.rawValue else { throw error }
      for _ in 0..<500 {
        if isRunning(at: location) { return }
        usleep(20_000)
      }
      throw error
    }
  }

  /// The path of a program in the folder that the running one is in.
  public static func besideThisProgram(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    guard length > 0 else { return name }
    let path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }

  /// The new daemon, and the reading end of the pipe on which it tells how it went.
  private static func spawn(
    at location: DaemonLocation, executable: String
  ) throws(ErrorReport) -> (ChildProcess, Int32) {
    var ends: [Int32] = [-1, -1]
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard pipe(&ends) == 0, nothing >= 0 else {
      throw ErrorReport(SystemError(.spawnFailed, "no pipe for a new daemon", systemCode: errno))
    }
    defer {
      close(nothing)
      close(ends[1])
    }
    // The child must not inherit the reading end: as long as it held that, a daemon that died would look alive.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var arguments = ["--ready-fd", "3"]
    if location.isNamed { arguments += ["--home", location.dataFolder] }
    do throws(SystemError) {
      let process = try ChildProcess(
        executable: executable, arguments: arguments, environment: ChildEnvironment.entries(),
        descriptors: [(0, nothing), (1, nothing), (2, nothing), (3, ends[1])], newSession: true)
      return (process, ends[0])
    } catch {
      close(ends[0])
      throw ErrorReport(
        APIError(
          .daemonStartFailed, "\(executable) could not be started: \(SystemError.text(of: error.systemCode))",
          hint: "install signetd beside signet"))
    }
  }
}
