import Synchronization

/// Tells everybody who watches that an account's history grew. What grew, each watcher reads for itself: so nobody
/// misses anything, and nothing is kept twice.
final class EventHub: Sendable {
  private struct State {
    var watchers: [Int: AsyncStream<String>.Continuation] = [:]
    var lastNumber = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// The IDs of accounts whose history grew, from now on; it ends with the daemon.
  func changes() -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    state.withLock { state in
      guard !state.isClosed else { return continuation.finish() }
      state.lastNumber += 1
      let number = state.lastNumber
      state.watchers[number] = continuation
      continuation.onTermination = { [weak self] _ in
        // Not under our lock: `finish` below may call it at once.
        Task { self?.remove(number) }
      }
    }
    return stream
  }

  func changed(account: String) {
    for watcher in state.withLock({ Array($0.watchers.values) }) { watcher.yield(account) }
  }

  func close() {
    let watchers = state.withLock { state in
      state.isClosed = true
      defer { state.watchers = [:] }
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.finish() }
  }

  private func remove(_ number: Int) { state.withLock { state in _ = state.watchers.removeValue(forKey: number) } }
}
