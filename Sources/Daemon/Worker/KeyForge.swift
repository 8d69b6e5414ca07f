import DaemonAPI
import GnuTLS
import Platform
import Synchronization

/// Keys in the making, on threads of their own. It begins at once, so that the time a person takes to type a password,
/// or Argon2 to stretch it, is not lost.
final class KeyForge: Sendable {
  private static let threads = 2

  private let progress: ProgressReporter
  private let total: Int
  private let made: Tally
  private let work: Meanwhile<[PrivateKey], GnuTLSError>

  /// How many are there.
  private final class Tally: Sendable {
    let count = Mutex(0)
  }

  /// - Throws: `SystemError.spawnFailed`.
  init(count: Int, progress: ProgressReporter) throws(SystemError) {
    self.progress = progress
    total = count
    let made = Tally()
    self.made = made
    work = try Meanwhile { () throws(GnuTLSError) in
      try KeyGeneration.generateRSA(count: count, threads: Self.threads) { done, _ in
        made.count.withLock { $0 = done }
        progress.advance(to: done)
      }
    }
  }

  /// Shows how far it is, from now on.
  func showProgress() { progress.enter(.generatingKeys, done: made.count.withLock { $0 }, total: total) }

  /// Waits for all keys. Once.
  /// - Throws: `GnuTLSError`.
  func wait() throws(GnuTLSError) -> [PrivateKey] {
    try work.wait()
  }
}
