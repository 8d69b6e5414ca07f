import CPlatform
import Glibc

/// A process that this one started.
public struct ChildProcess: Sendable {
  /// How a process ended.
  public enum Ending: Sendable, Equatable {
    case exited(status: Int32)
    case signalled(Int32)
  }

  public let processID: Int32

  /// Starts `executable` (a path; no search) with `arguments` (without the name itself).
  ///
  /// Only 0, 1, 2 and `descriptors` (child's number, ours) are inherited.
  /// - Parameter newSession: true for one that outlives us and our terminal.
  /// - Throws: `SystemError.spawnFailed`.
  public init(
    executable: String, arguments: [String], environment: [String]? = nil,
    descriptors: [(child: Int32, ours: Int32)] = [], newSession: Bool = false
  ) throws(SystemError) {
    var pid: pid_t = 0
    let result = Self.withCStrings([executable] + arguments) { argumentPointers in
      Self.withCStrings(environment ?? []) { environmentPointers in
        sg_spawn(
          &pid, executable, argumentPointers, environment == nil ? nil : environmentPointers,
          descriptors.map(\.ours), descriptors.map(\.child), Int32(descriptors.count), newSession ? 1 : 0)
      }
    }
    guard result == 0 else {
      throw SystemError(.spawnFailed, "\(executable) could not be started", systemCode: result)
    }
    processID = pid
  }

  /// Waits for its end. Blocks: not for a task.
  public func wait() -> Ending {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0 {
      if errno != EINTR { return .exited(status: -1) }  // ECHILD: somebody else waited for it
    }
    let signal = status & 0x7f
    return signal == 0 ? .exited(status: (status >> 8) & 0xff) : .signalled(signal)
  }

  /// Whether it ends by itself within that time. It is not waited for: its number stays its own. Blocks.
  public func ends(withinMilliseconds limit: Int) -> Bool {
    let step = 5
    for _ in 0..<max(1, limit / step) {
      var information = siginfo_t()
      let result = waitid(P_PID, id_t(processID), &information, WEXITED | WNOHANG | WNOWAIT)
      if result != 0 || information.si_signo != 0 { return true }
      usleep(UInt32(step) * 1000)
    }
    return false
  }

  public func send(signal: Int32) { kill(processID, signal) }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = strings.map { strdup($0) as UnsafeMutablePointer<CChar>? }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }  // never empty: it ends with nil
  }
}
