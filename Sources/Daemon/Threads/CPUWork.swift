import NIOCore
import NIOPosix

/// Work that keeps a processor busy for milliseconds: RSA. It runs on as many threads as there are processors, apart
/// from those of `BlockingWork`, so that sealing to a hundred people does not keep a question about the accounts waiting.
enum CPUWork {
  private static let threads: NIOThreadPool = {
    let threads = NIOThreadPool(numberOfThreads: max(2, System.coreCount))
    threads.start()
    return threads
  }()

  /// - Throws: what `body` throws.
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await threads.runIfActive { try body() }
  }
}
