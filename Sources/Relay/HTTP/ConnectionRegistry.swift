import NIOCore
import Synchronization

/// The connections that are open. At the cap the oldest that is not being answered makes room: so slow ones cost
/// themselves, and nobody is kept out by them.
final class ConnectionRegistry: Sendable {
  /// One connection.
  final class Entry: Sendable {
    let channel: any Channel
    /// Whether a request is being answered.
    let isBusy = Atomic<Bool>(false)

    init(_ channel: any Channel) { self.channel = channel }
  }

  private struct State: Sendable {
    var entries: [ObjectIdentifier: Entry] = [:]
    /// In the order of their coming; those that are gone are still in it for a while.
    var order: [Entry] = []
    var start = 0

    mutating func add(_ entry: Entry) {
      entries[ObjectIdentifier(entry)] = entry
      order.append(entry)
      // Below the cap nobody else takes out of the list those that are gone, and each holds all that its channel has.
      guard order.count - start > 2 * entries.count + 1024 else { return }
      order = order[start...].filter { entries[ObjectIdentifier($0)] != nil }
      start = 0
    }
  }

  private let limit: Int
  private let bodyLimit: Int
  private let state = Mutex(State())
  private let bodyBytes = Atomic<Int>(0)
  let closedForRoom = Atomic<Int>(0)

  init(limit: Int, bodyLimit: Int) {
    self.limit = limit
    self.bodyLimit = bodyLimit
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Connections that something is known of, with those that are gone.
  var remembered: Int { state.withLock { $0.order.count - $0.start } }

  /// Adds a connection until it closes. Where every other one is being answered, it is itself the one to close.
  func add(_ channel: any Channel) -> Entry {
    let entry = Entry(channel)
    let victim = state.withLock { state -> Entry? in
      guard state.entries.count >= limit else {
        state.add(entry)
        return nil
      }
      guard let victim = Self.takeOldestIdle(&state) else { return entry }
      state.add(entry)
      return victim
    }
    if let victim {
      closedForRoom.add(1, ordering: .relaxed)
      victim.channel.close(promise: nil)
    }
    return entry
  }

  func remove(_ entry: Entry) { state.withLock { $0.entries[ObjectIdentifier(entry)] = nil } }

  /// Whether there is room for that many more bytes of bodies; they count until `release`.
  func reserve(_ bytes: Int) -> Bool {
    guard bodyBytes.add(bytes, ordering: .relaxed).newValue <= bodyLimit else {
      release(bytes)
      return false
    }
    return true
  }

  func release(_ bytes: Int) { bodyBytes.subtract(bytes, ordering: .relaxed) }

  /// Idle ones close at once, the others once their request is answered.
  func quiesce() {
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
  }

  func closeAll() { for channel in channels { channel.close(promise: nil) } }

  private var channels: [any Channel] { state.withLock { $0.entries.values.map(\.channel) } }

  private static func takeOldestIdle(_ state: inout State) -> Entry? {
    // As many are looked at as there are, and each look moves on: over time every one gets its turn.
    for _ in 0..<min(256, state.order.count - state.start) {
      let entry = state.order[state.start]
      state.start += 1
      if state.start > 4096, state.start > state.order.count / 2 {
        state.order.removeFirst(state.start)
        state.start = 0
      }
      guard state.entries[ObjectIdentifier(entry)] != nil else { continue }
      guard entry.isBusy.load(ordering: .relaxed) else {
        state.entries[ObjectIdentifier(entry)] = nil
        return entry
      }
      state.order.append(entry)
    }
    return nil
  }
}
