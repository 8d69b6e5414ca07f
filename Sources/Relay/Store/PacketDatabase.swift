import Jasper
import NIOCore
import NIOPosix
import Platform
import Synchronization

/// The packets of a relay: the index that decides, the store that keeps, and one thread between them that commits in
/// groups. What was acknowledged is as safe as the store makes it.
public final class PacketDatabase: Sendable {
  /// What becomes of a packet: nil when it is stored, now or before.
  public typealias Answer = @Sendable (RelayError?) -> Void

  private struct Waiting: Sendable {
    let candidate: PacketCandidate
    let loop: (any EventLoop)?
    let answer: Answer
  }

  private struct Queue: Sendable {
    var waiting: [Waiting] = []
    var bytes = 0
    var isRunning = false
    var isClosed = false
  }

  /// Bytes that may wait for the disk; beyond it a relay says that it is busy.
  static let queueLimit = 64 << 20
  /// Most of one commit, so that the first of it does not wait too long for the last.
  static let batchPackets = 512
  static let batchBytes = 8 << 20

  let clock: any RelayClock
  let index: Mutex<PacketIndex>
  let store: any PacketStore
  private let queue = Mutex(Queue())
  /// What was fetched of late.
  let cache = BodyCache()
  let writer = NIOThreadPool(numberOfThreads: 1)
  private let readers = NIOThreadPool(numberOfThreads: 2)
  /// Called on the writer's thread with what is new, after it is on the disk and before it is acknowledged.
  ///
  /// Deliberate: in a struct. A bare closure that is the value of a generic lock comes out wrapped in one more thunk each
  /// time it is looked at, until the stack is too short for them.
  private struct Listener: Sendable {
    var call: @Sendable ([PacketCandidate]) -> Void
  }
  private let listener = Mutex(Listener(call: { _ in }))

  /// Opens the store and reads what is there. Blocks.
  /// - Throws: `RelayError`.
  public init(store address: StoreAddress, rules: PacketRules, clock: any RelayClock) throws(RelayError) {
    store = try address.open()
    self.clock = clock
    var index = PacketIndex(rules: rules)
    try store.load { number, record in
      _ = index.restore(record, number: number)
    } expired: {
      index.restore($0)
    }
    let now = clock.now()
    index.begin(at: now)
    index.retire(at: now)
    self.index = Mutex(index)
    writer.start()
    readers.start()
  }

  /// What to call with packets that are new, once they are on the disk; on the writer's thread, so it must be quick.
  func whenNew(_ call: @escaping @Sendable ([PacketCandidate]) -> Void) { listener.withLock { $0.call = call } }

  /// Stores a packet. `answer` comes after the commit, on `loop`, or on the writer's thread where there is none.
  func add(_ candidate: PacketCandidate, on loop: (any EventLoop)? = nil, _ answer: @escaping Answer) {
    let (refusal, isFirst) = queue.withLock { queue -> (RelayError?, Bool) in
      if queue.isClosed { return (RelayError(.relayStopping, "the relay is ending", hint: "use another one"), false) }
      guard queue.bytes + candidate.body.count <= Self.queueLimit else {
        return (RelayError(.relayBusy, "too many packets wait for the disk", hint: "try again in a moment"), false)
      }
      queue.waiting.append(Waiting(candidate: candidate, loop: loop, answer: answer))
      queue.bytes += candidate.body.count
      defer { queue.isRunning = true }
      return (nil, !queue.isRunning)
    }
    if let refusal { return answer(refusal) }
    if isFirst { writer.submit { _ in self.drain() } }
  }

  /// Stores packets and returns when all are on the disk: each with why it was refused, if it was.
  func add(_ candidates: [PacketCandidate]) async -> [(PacketCandidate, RelayError?)] {
    await withTaskGroup(of: (PacketCandidate, RelayError?).self) { group in
      for candidate in candidates {
        group.addTask {
          (candidate, await withCheckedContinuation { done in self.add(candidate) { done.resume(returning: $0) } })
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  /// Takes out of the store what is over. The index shows none of it as soon as it is asked.
  public func sweep() async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      writer.submit { _ in
        while self.sweepSome() {}
        done.resume()
      }
    }
  }

  /// Looks something up, with everything gone whose time is over.
  func look<Value: Sendable>(_ body: (borrowing PacketIndex) -> Value) -> Value {
    let now = clock.now()
    return index.withLock { index in
      index.retire(at: now)
      return body(index)
    }
  }

  /// The JSON of packets, read on a thread that may block.
  func bodies(of numbers: [Int64]) async throws -> [[UInt8]] {
    try await readers.runIfActive { try self.store.bodies(of: numbers) }
  }

  /// The threads that may block on the store.
  var readingThreads: NIOThreadPool { readers }

  /// Blocks.
  /// - Throws: `RelayError.storeFailed`.
  func bodiesNow(of numbers: [Int64]) throws(RelayError) -> [[UInt8]] { try store.bodies(of: numbers) }

  func warnings() -> [String] { store.warnings() }

  /// How full the queue for the disk is, 0 to 1.
  var load: Double { queue.withLock { Double($0.bytes) / Double(Self.queueLimit) } }

  /// Commits what waits, refuses what comes, and lets the store go.
  public func close() async {
    queue.withLock { $0.isClosed = true }
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      writer.submit { _ in
        self.drain()
        self.store.close()
        done.resume()
      }
    }
    try? await writer.shutdownGracefully()  // they end either way
    try? await readers.shutdownGracefully()  // likewise
  }

  /// Commits until nothing waits.
  private func drain() {
    while let batch = nextBatch() { commit(batch) }
  }

  private func nextBatch() -> [Waiting]? {
    queue.withLock { queue in
      var (count, bytes) = (0, 0)
      while count < queue.waiting.count, count < Self.batchPackets, bytes < Self.batchBytes {
        bytes += queue.waiting[count].candidate.body.count
        count += 1
      }
      guard count > 0 else {
        queue.isRunning = false
        return nil
      }
      queue.bytes -= bytes
      guard count < queue.waiting.count else {
        defer { queue.waiting = [] }
        return queue.waiting
      }
      let batch = Array(queue.waiting[..<count])
      queue.waiting.removeFirst(count)
      return batch
    }
  }

  private func commit(_ waiting: [Waiting]) {
    let now = clock.now()
    var batch = StoreBatch()
    var new: [PacketCandidate] = []
    var answers = [RelayError?](repeating: nil, count: waiting.count)
    index.withLock { index in
      index.retire(at: now)
      for (position, item) in waiting.enumerated() {
        switch index.admit(item.candidate, at: now) {
        case .new(let number):
          new.append(item.candidate)
          batch.added.append((number, item.candidate.record(firstSeen: now), item.candidate.body))
        case .duplicate: break
        case .refused(let error): answers[position] = error
        }
      }
    }
    if !batch.isEmpty {
      do throws(RelayError) {
        try store.commit(batch)
        index.withLock { $0.commit() }
        listener.withLock { $0 }.call(new)
      } catch {
        index.withLock { $0.rollBack() }
        // A duplicate among them may be one of a packet that has just failed, so it fails too.
        for position in answers.indices where answers[position] == nil { answers[position] = error }
      }
    }
    Self.tell(waiting, answers)
  }

  /// One hop to each loop, not one for each packet.
  private static func tell(_ waiting: [Waiting], _ answers: [RelayError?]) {
    var loops: [(loop: any EventLoop, positions: [Int])] = []
    for (position, item) in waiting.enumerated() {
      guard let loop = item.loop else {
        item.answer(answers[position])
        continue
      }
      if let index = loops.firstIndex(where: { $0.loop === loop }) {
        loops[index].positions.append(position)
      } else {
        loops.append((loop, [position]))
      }
    }
    for (loop, positions) in loops {
      loop.execute { for position in positions { waiting[position].answer(answers[position]) } }
    }
  }

  /// - Returns: whether there may be more.
  private func sweepSome() -> Bool {
    let now = clock.now()
    let taken = index.withLock { index in
      index.retire(at: now)
      return index.takeRetired(limit: 1000, at: now)
    }
    let batch = StoreBatch(removed: taken.numbers, expired: taken.expired, forgotten: taken.forgotten)
    guard !batch.isEmpty else { return false }
    do throws(RelayError) {
      try store.commit(batch)
      return taken.numbers.count == 1000
    } catch {
      // They are out of the index; the store lets them go at the next sweep.
      index.withLock { $0.putBack(taken.numbers, taken.expired) }
      return false
    }
  }
}

extension PacketCandidate {
  func record(firstSeen: UnixTime) -> PacketRecord {
    PacketRecord(
      hash: hash, recipient: recipient, signature: signature, firstSeen: firstSeen, size: body.count, source: source)
  }
}
