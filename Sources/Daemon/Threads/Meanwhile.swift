import Dispatch
import Platform
import Synchronization

/// Work on a thread of its own, beside what whoever began it does; it is waited for once. One that nobody waits for any
/// more runs to its end all the same.
final class Meanwhile<Value: Sendable, Failure: Error>: Sendable {
  private let outcome = Mutex<Result<Value, Failure>?>(nil)
  private let finished = DispatchSemaphore(value: 0)

  /// - Throws: `SystemError.spawnFailed`.
  init(_ body: @escaping @Sendable () throws(Failure) -> Value) throws(SystemError) {
    try OwnThread.start { [self] in
      let result = Result { () throws(Failure) in try body() }
      outcome.withLock { $0 = result }
      finished.signal()
    }
  }

  /// - Throws: what the work threw.
  func wait() throws(Failure) -> Value {
    finished.wait()
    guard let outcome = outcome.withLock({ $0 }) else { preconditionFailure("it was signalled after it was set") }
    return try outcome.get()
  }
}
