import DaemonAPI
import Dispatch
import GnuTLS
import Synchronization

/// Keys in the making, on threads of their own. It begins at once, so that the time a person takes to type a password,
/// or Argon2 to stretch it, is not lost.
final class KeyForge: Sendable {
  private static let threads = 2

  private let progress: ProgressReporter
  private let total: Int
  private let made = Mutex(0)
  private let result = Mutex<Result<[PrivateKey], GnuTLSError>?>(nil)
  private let finished = DispatchSemaphore(value: 0)

  /// - Throws: `SystemError.spawnFailed`.
  init(count: Int, progress: ProgressReporter) throws {
    self.progress = progress
    total = count
    try OwnThread.start { [self] in
      let keys = Result { () throws(GnuTLSError) in
        try KeyGeneration.generateRSA(count: count, threads: Self.threads) { done, _ in
          made.withLock { $0 = done }
          progress.advance(to: done)
        }
      }
      result.withLock { $0 = keys }
      finished.signal()
    }
  }

  /// Shows how far it is, from now on.
  func showProgress() { progress.enter(.generatingKeys, done: made.withLock { $0 }, total: total) }

  /// Waits for all keys. Once.
  /// - Throws: `GnuTLSError`.
  func wait() throws(GnuTLSError) -> [PrivateKey] {
    finished.wait()
    guard let result = result.withLock({ $0 }) else { return [] }  // signalled only after it was set
    return try result.get()
  }
}
