import NIOPosix

/// Work of the daemon that blocks for a while: SQLite, files, parsing keys. It runs on a small pool of threads that
/// tasks do not use, so that no answer waits for another one's disk.
enum BlockingWork {
  /// - Throws: what `body` throws.
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive { try body() }
  }
}
