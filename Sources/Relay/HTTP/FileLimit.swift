import Glibc

/// How many descriptors this process may have.
enum FileLimit {
  /// Descriptors for everything but connections from outside.
  private static let others = 256

  /// Raises the limit as far as it goes.
  /// - Returns: as many connections as fit into it, at most `wanted`.
  static func connections(atMost wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return min(wanted, 512) }
    if limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = min(limit.rlim_max, rlim_t(wanted + others))
      if raised.rlim_cur > limit.rlim_cur, setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
        limit = raised
      }
    }
    return max(16, min(wanted, Int(clamping: limit.rlim_cur) - others))
  }
}
