import Glibc
import Synchronization

/// Several RSA keys at once, on threads of their own.
///
/// Deliberate: no tasks. A key keeps a processor for up to 2 seconds, and the shared pool of Swift concurrency has
/// no more threads than processors: everything else in the process would wait.
public enum KeyGeneration {
  /// Makes `count` keys on up to `threads` threads, the calling one among them, and blocks until all are there.
  ///
  /// - Parameter progress: called after each key, one call at a time, on any of the threads; `done` only rises.
  /// - Throws: `GnuTLSError.keyRefused` for a length outside 2048 to 8192 bits, `libraryFailed`.
  public static func generateRSA(
    count: Int, bits: Int = 4096, threads: Int, progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws(GnuTLSError) -> [PrivateKey] {
    let result = withoutActuallyEscaping(progress) { progress in
      let work = Work(count: count, bits: bits, progress: progress)
      let helpers = (1..<max(1, min(threads, count))).compactMap { _ in WorkerThread { work.run() } }
      work.run()
      for helper in helpers { helper.join() }
      return work.result
    }
    return try result.get()
  }

  /// What is left to do, shared by the threads.
  private final class Work: Sendable {
    private struct State {
      var started = 0
      var keys: [PrivateKey] = []
      var failure: GnuTLSError?
    }

    private let state = Mutex(State())
    private let count: Int
    private let bits: Int
    private let progress: @Sendable (Int, Int) -> Void

    init(count: Int, bits: Int, progress: @escaping @Sendable (Int, Int) -> Void) {
      self.count = count
      self.bits = bits
      self.progress = progress
    }

    var result: Result<[PrivateKey], GnuTLSError> {
      state.withLock { state in state.failure.map { .failure($0) } ?? .success(state.keys) }
    }

    func run() {
      while takeOne() {
        let made = Result { () throws(GnuTLSError) in try PrivateKey.generateRSA(bits: bits) }
        state.withLock { state in
          switch made {
          case .success(let key):
            state.keys.append(key)
            progress(state.keys.count, count)  // Inside the lock: that is what keeps `done` rising.
          case .failure(let failure): state.failure = failure
          }
        }
      }
    }

    private func takeOne() -> Bool {
      state.withLock { state in
        guard state.failure == nil, state.started < count else { return false }
        state.started += 1
        return true
      }
    }
  }
}

/// A thread that runs one function.
private struct WorkerThread {
  private let thread: pthread_t

  /// Nil when the system gives no further thread: the others then do its share.
  init?(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { @Sendable context in
        if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return nil
    }
    self.thread = thread
  }

  func join() { pthread_join(thread, nil) }
}
