import Jasper
import Synchronization

/// New packets on their way to one peer: in order, one after the other, never more than fits. What falls out the next
/// sync brings.
final class PushQueue: Sendable {
  private struct State: Sendable {
    var waiting: [[UInt8]] = []
    var start = 0
    var bytes = 0
    var task: Task<Void, Never>?
    var isClosed = false
  }

  /// Bytes that wait for one peer.
  static let byteLimit = 16 << 20

  let server: ServerAddress
  private let url: RelayURL
  private let client: RelayClient
  private let metrics: RelayMetrics
  /// Told when the peer could not be reached.
  private let onFailure: @Sendable (ServerAddress) -> Void
  private let state = Mutex(State())

  init(
    to url: RelayURL, client: RelayClient, metrics: RelayMetrics,
    onFailure: @escaping @Sendable (ServerAddress) -> Void
  ) {
    self.url = url
    server = url.address
    self.client = client
    self.metrics = metrics
    self.onFailure = onFailure
  }

  func add(_ body: [UInt8]) {
    let isAdded = state.withLock { state in
      guard !state.isClosed, state.bytes + body.count <= Self.byteLimit else { return false }
      state.waiting.append(body)
      state.bytes += body.count
      if state.task == nil { state.task = Task { await self.run() } }
      return true
    }
    if !isAdded { metrics.pushesDropped.add(1, ordering: .relaxed) }
  }

  /// Waits until nothing is on its way.
  func drain() async {
    while let task = state.withLock({ $0.task }) { await task.value }
  }

  func close() async {
    let task = state.withLock { state in
      state.isClosed = true
      state.task?.cancel()
      return state.task
    }
    await task?.value
  }

  private func run() async {
    while let body = next() {
      do throws(JasperError) {
        try await client.send(json: body, to: url)
        metrics.pushed.add(1, ordering: .relaxed)
      } catch {
        // A refusal is the peer's right. One that is gone gets the rest by the next sync.
        guard error.isOfServer else { continue }
        metrics.pushesDropped.add(1 + dropAll(), ordering: .relaxed)
        onFailure(server)
      }
    }
  }

  private func next() -> [UInt8]? {
    state.withLock { state in
      guard !state.isClosed, state.start < state.waiting.count else {
        state.task = nil
        state.waiting = []
        (state.start, state.bytes) = (0, 0)
        return nil
      }
      let body = state.waiting[state.start]
      state.waiting[state.start] = []
      state.start += 1
      state.bytes -= body.count
      if state.start > 1024, state.start > state.waiting.count / 2 {
        state.waiting.removeFirst(state.start)
        state.start = 0
      }
      return body
    }
  }

  private func dropAll() -> Int {
    state.withLock { state in
      let count = state.waiting.count - state.start
      state.waiting = []
      (state.start, state.bytes) = (0, 0)
      return count
    }
  }
}
