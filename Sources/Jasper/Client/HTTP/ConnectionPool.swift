import NIOCore
import Synchronization

/// The open connections of a client, and among them the idle ones that are kept for the next request: a few for each
/// server, and not many in all.
final class ConnectionPool: Sendable {
  /// Idle connections that are kept for one server.
  static let keptForOne = 8
  /// Idle connections that are kept in all.
  static let kept = 64

  private struct State: Sendable {
    var open: [ObjectIdentifier: HTTPConnection] = [:]
    /// Oldest first.
    var idle: [HTTPConnection] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Takes charge of a new connection until it ends.
  /// - Returns: false after `close`; then the connection is closed.
  func add(_ connection: HTTPConnection) -> Bool {
    let isAdded = state.withLock { state in
      guard !state.isClosed else { return false }
      state.open[ObjectIdentifier(connection)] = connection
      return true
    }
    guard isAdded else {
      connection.channel.close(promise: nil)
      return false
    }
    connection.channel.closeFuture.whenComplete { [weak self] _ in self?.remove(connection) }
    return true
  }

  /// A kept connection to that server and address, the last that was used.
  func take(_ origin: HTTPConnection.Origin) -> HTTPConnection? {
    state.withLock { state in
      guard let index = state.idle.lastIndex(where: { $0.origin == origin }) else { return nil }
      return state.idle.remove(at: index)
    }
  }

  /// Keeps a connection whose answer is in. Where there are too many, the oldest goes.
  func giveBack(_ connection: HTTPConnection) {
    let surplus = state.withLock { state -> HTTPConnection? in
      // It may have ended meanwhile.
      guard state.open[ObjectIdentifier(connection)] != nil else { return nil }
      state.idle.append(connection)
      if state.idle.count(where: { $0.origin == connection.origin }) > Self.keptForOne {
        return state.idle.firstIndex { $0.origin == connection.origin }.map { state.idle.remove(at: $0) }
      }
      return state.idle.count > Self.kept ? state.idle.removeFirst() : nil
    }
    surplus?.channel.close(promise: nil)
  }

  /// Connections that are open, and how many of them are idle.
  var counts: (open: Int, idle: Int) { state.withLock { ($0.open.count, $0.idle.count) } }

  var isClosed: Bool { state.withLock(\.isClosed) }

  /// Closes all, and takes no more.
  func close() async {
    let open = state.withLock { state in
      state.isClosed = true
      state.idle = []
      return Array(state.open.values)
    }
    for connection in open { connection.channel.close(promise: nil) }
    // A connection that ended in an error has ended too.
    for connection in open { try? await connection.channel.closeFuture.get() }
  }

  private func remove(_ connection: HTTPConnection) {
    state.withLock { state in
      state.open[ObjectIdentifier(connection)] = nil
      state.idle.removeAll { $0 === connection }
    }
  }
}
