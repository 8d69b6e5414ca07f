import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// HTTP/1.1 over a socket that is bound already. Hummingbird's own server binds for itself, unlinks whatever is at the
/// path and leaves the mode to the umask, so here only its channel is used.
struct SocketServer: Service {
  /// After this time without a request a connection is closed.
  static let idleSeconds: Int64 = 120
  /// How long answers may take to reach their clients once the daemon is ending.
  static let farewellSeconds: Int64 = 5

  let socket: ListeningSocket
  let channel: HTTP1Channel
  let logger: Logger
  /// Called when connections are taken.
  let onListening: @Sendable () -> Void
  /// Awaited when the daemon is to end, before the connections close.
  let onEnding: @Sendable () async -> Void

  func run() async throws {
    let connections = OpenConnections()
    let (accepted, continuation) = AsyncStream.makeStream(of: HTTP1Channel.Value.self)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { child in
        PeerCheck.refuseOthers(child, logger: logger).flatMap {
          connections.add(child)
          return channel.setup(channel: child, logger: logger)
        }.map { connection in
          // Each one must be run: a connection that nobody takes any more is closed at once.
          if case .terminated = continuation.yield(connection) {
            Task { try? await connection.executeThenClose { _, _ in } }  // closing is all that is wanted
          }
        }
      }
      .withBoundSocket(socket.descriptor).get()
    onListening()
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for await connection in accepted {
          group.addTask(executorPreference: LoopExecutor(connection.channel.eventLoop)) {
            await channel.handle(value: connection, logger: logger)
          }
        }
      }
    } onGracefulShutdown: {
      Task {
        await onEnding()
        socket.release()
        try? await server.close()  // it may be closed already
        connections.quiesce()
        continuation.finish()
        try? await Task.sleep(for: .seconds(Self.farewellSeconds))  // cut short when all is over before
        connections.close()
      }
    }
  }
}
