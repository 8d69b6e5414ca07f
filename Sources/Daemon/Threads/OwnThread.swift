import Glibc
import Platform

/// A thread of our own, for work that blocks or takes long: on a task it would hold up every other task.
enum OwnThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a new thread, which ends with it.
  /// - Throws: `SystemError.spawnFailed` when the system gives no thread.
  static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let result = pthread_create(&thread, nil, { Self.run($0) }, work.toOpaque())
    guard result == 0 else {
      work.release()
      throw SystemError(.spawnFailed, "a thread could not be started", systemCode: result)
    }
    pthread_detach(thread)
  }

  private static func run(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body() }
    return nil
  }
}
