import AccountStore
import DaemonAPI
import Logging

/// Has one spare device key made while nothing else goes on, so that the next account or device need not wait for it.
///
/// It begins some seconds after an operation succeeded, in a worker of lowest priority, and ends at once when an
/// operation begins. After a failed operation nothing is made: whoever looks at the folder then finds it as it was.
actor SpareKeyKeeper {
  private let data: DataFolder
  private let delay: Duration
  private let logger: Logger
  private var waiting: Task<Void, any Error>?

  init(data: DataFolder, delay: Duration, logger: Logger) {
    self.data = data
    self.delay = delay
    self.logger = logger
  }

  /// Called for each operation that is over.
  func operationEnded(_ operation: Operation, registry: OperationRegistry) {
    waiting?.cancel()
    waiting = nil
    guard operation.state == .done, operation.kind != .spareKey else { return }
    waiting = Task {
      try await Task.sleep(for: delay)
      await makeOne(registry)
    }
  }

  func stop() { waiting?.cancel() }

  private func makeOne(_ registry: OperationRegistry) async {
    guard !SpareKeyStore.isFull(in: data), await registry.isIdle else { return }
    // The daemon may be ending by now; then there is no key, and nothing is lost.
    do { _ = try await registry.start(.spareKey) } catch { logger.debug("no spare key", metadata: ["why": "\(error)"]) }
  }
}
