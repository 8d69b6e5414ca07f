import Synchronization

/// Wakes somebody who sleeps, or who waits for an answer. A poke that comes while nobody sleeps is kept for the next
/// time, so that none is lost.
final class Poke: Sendable {
  private struct State {
    var isSet = false
    var lastNumber = 0
    var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  func poke() {
    let woken = state.withLock { state in
      state.isSet = true
      defer { state.sleepers = [:] }
      return Array(state.sleepers.values)
    }
    for sleeper in woken { sleeper.resume() }
  }

  /// Sleeps until it is poked, at most for `duration`; less when the task is cancelled.
  func wait(_ duration: Duration) async {
    await race { try? await Task.sleep(for: duration) }  // woken early is woken
    state.withLock { $0.isSet = false }
  }

  /// Runs `body`; a poke cancels it, which is then no error.
  /// - Throws: what `body` throws of itself.
  func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await body()
        return true
      }
      group.addTask {
        await self.poked()
        return false
      }
      defer { group.cancelAll() }
      let isDone = try await group.next() ?? true
      if isDone { return }
      group.cancelAll()
      // Its own error now is that it was cancelled.
      while (try? await group.next()) != nil {}
    }
  }

  private func race(_ other: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await other() }
      group.addTask { await self.poked() }
      await group.next()
      group.cancelAll()
    }
  }

  /// Returns once it is poked, or the task cancelled.
  private func poked() async {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isSet || Task.isCancelled { return true }
          state.sleepers[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume()
    }
  }
}
