import Jasper
import NIOCore
import Synchronization

/// Clients that wait for a packet to come for their recipient.
final class Waiters: Sendable {
  private struct State: Sendable {
    var waiting: [SHA256Digest: [Int: EventLoopPromise<Void>]] = [:]
    var count = 0
    var lastNumber = 0
    var isClosed = false
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// Comes true when a packet for the recipient came, or time is up; at once where too many wait already.
  func wait(for recipient: SHA256Digest, seconds: Int64, on loop: any EventLoop) -> EventLoopFuture<Void> {
    let promise = loop.makePromise(of: Void.self)
    let number = state.withLock { state -> Int? in
      guard !state.isClosed, state.count < limit else { return nil }
      state.count += 1
      state.lastNumber += 1
      state.waiting[recipient, default: [:]][state.lastNumber] = promise
      return state.lastNumber
    }
    guard let number else {
      promise.succeed()
      return promise.futureResult
    }
    let timer = loop.scheduleTask(in: .seconds(seconds)) { self.take(number, recipient)?.succeed() }
    promise.futureResult.whenComplete { _ in timer.cancel() }
    return promise.futureResult
  }

  /// Packets for these recipients came.
  func wake(_ recipients: some Sequence<SHA256Digest>) {
    let woken = state.withLock { state -> [EventLoopPromise<Void>] in
      guard state.count > 0 else { return [] }
      return recipients.flatMap { recipient -> [EventLoopPromise<Void>] in
        guard let waiting = state.waiting.removeValue(forKey: recipient) else { return [] }
        state.count -= waiting.count
        return Array(waiting.values)
      }
    }
    for promise in woken { promise.succeed() }
  }

  /// Answers all, and lets nobody wait any more.
  func close() {
    let woken = state.withLock { state in
      defer { state.waiting = [:] }
      (state.isClosed, state.count) = (true, 0)
      return state.waiting.values.flatMap(\.values)
    }
    for promise in woken { promise.succeed() }
  }

  var count: Int { state.withLock { $0.count } }

  private func take(_ number: Int, _ recipient: SHA256Digest) -> EventLoopPromise<Void>? {
    state.withLock { state in
      guard let promise = state.waiting[recipient]?.removeValue(forKey: number) else { return nil }
      if state.waiting[recipient]?.isEmpty == true { state.waiting[recipient] = nil }
      state.count -= 1
      return promise
    }
  }
}
