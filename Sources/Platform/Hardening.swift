import CPlatform
import Glibc

/// What every process of Signet does first: nothing of its memory may end up in a file.
public enum Hardening {
  /// No core dump, no ptrace by the same user, no crash report with memory in it, no death by SIGPIPE.
  ///
  /// Call it before anything secret is read. Each step stands alone: one that the system refuses does not stop the
  /// others, and is named in the result so that `doctor` can show it.
  /// - Returns: the names of the steps that failed; empty is how it should be.
  @discardableResult
  public static func apply() -> [String] {
    var failed: [String] = []
    if sg_set_undumpable() != 0 { failed.append("PR_SET_DUMPABLE") }
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    if setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) != 0 { failed.append("RLIMIT_CORE") }
    // The Swift runtime may have installed a backtracer that prints memory near the registers.
    for fatal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] { signal(fatal, SIG_DFL) }
    signal(SIGPIPE, SIG_IGN)
    // Nothing that we make is for anybody else, whatever the umask was.
    umask(0o077)
    return failed
  }

  /// Bytes of memory that the process may lock; `UInt64.max` when there is no limit.
  public static var lockableBytes: UInt64 { sg_lockable_memory() }
}
