import NIOCore
import Synchronization

/// The packets that were fetched of late, as they go over the wire: each with a comma before it. Fetching deletes nothing, so a client that looks
/// every minute fetches the same ones for a week.
final class BodyCache: Sendable {
  private struct State: Sendable {
    /// What was asked for since the older ones grew old.
    var young: [Int64: ByteBuffer] = [:]
    var old: [Int64: ByteBuffer] = [:]
    var bytes = 0
  }

  /// Bytes after which the young ones grow old, and the old ones go: so the most that is kept is twice as much.
  static let generation = 16 << 20

  private let state = Mutex(State())

  /// All of these, or nil when one is missing.
  func all(_ numbers: [Int64]) -> [ByteBuffer]? {
    state.withLock { state in
      var found: [ByteBuffer] = []
      found.reserveCapacity(numbers.count)
      for number in numbers {
        if let body = state.young[number] {
          found.append(body)
        } else if let body = state.old[number] {
          found.append(body)
          Self.add(number, body, &state)
        } else {
          return nil
        }
      }
      return found
    }
  }

  func add(_ bodies: some Sequence<(Int64, ByteBuffer)>) {
    state.withLock { state in for (number, body) in bodies { Self.add(number, body, &state) } }
  }

  private static func add(_ number: Int64, _ body: ByteBuffer, _ state: inout State) {
    // What the buffer takes, not what is in it.
    if state.young.updateValue(body, forKey: number) == nil { state.bytes += body.storageCapacity }
    guard state.bytes > generation else { return }
    (state.old, state.young, state.bytes) = (state.young, [:], 0)
  }
}
