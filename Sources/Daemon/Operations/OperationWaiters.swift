/// Who waits for a change of which operation. Each waiter is woken exactly once.
struct OperationWaiters {
  private var waiting: [Int: [Int: CheckedContinuation<Void, Never>]] = [:]
  private var lastNumber = 0

  mutating func nextNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  mutating func add(_ continuation: CheckedContinuation<Void, Never>, number: Int, of operation: Int) {
    waiting[operation, default: [:]][number] = continuation
  }

  mutating func wake(_ number: Int, of operation: Int) {
    waiting[operation]?.removeValue(forKey: number)?.resume()
  }

  mutating func wake(all operation: Int) {
    for continuation in (waiting.removeValue(forKey: operation) ?? [:]).values { continuation.resume() }
  }

  mutating func wakeAll() {
    for operation in Array(waiting.keys) { wake(all: operation) }
  }
}
