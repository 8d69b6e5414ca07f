import GnuTLS
import Jasper
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// HTTP/1.1 over TCP, or over TLS over TCP.
struct RelayListener: Sendable {
  let channel: any Channel
  let registry: ConnectionRegistry

  /// Listens.
  /// - Parameter tls: the certificate and key for TLS; nil for none.
  /// - Throws: `RelayError.listenFailed`.
  static func listen(
    host: String, port: Int, tls: TLSCredentials? = nil, routes: LateRoutes, limits: ConnectionLimits,
    registry: ConnectionRegistry
  ) async throws(RelayError) -> RelayListener {
    do {
      let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(ChannelOptions.backlog, value: 4096)
        .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
        .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: false)
        .childChannelOption(ChannelOptions.maxMessagesPerRead, value: 16)
        // A packet comes in one read from the first one on. The buffers belong to the loops, not to the connections.
        .childChannelOption(
          ChannelOptions.recvAllocator,
          value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 16384, maximum: 65536)
        )
        .childChannelInitializer { child in
          child.eventLoop.makeCompletedFuture {
            var decoder = NIOHTTPDecoderLimitConfiguration()
            decoder.maxHeaderFieldSize = limits.fieldBytes
            decoder.maxHeaderListSize = limits.headBytes
            decoder.maxHeaderFieldCount = limits.fields
            let pipeline = child.pipeline.syncOperations
            if let tls {
              try pipeline.addHandler(TLSHandler(TLSSession(server: tls), seconds: limits.headSeconds))
            }
            let connection = ConnectionHandler(
              routes: routes, registry: registry, entry: registry.add(child), limits: limits)
            try pipeline.addHandler(PlainRequestReader(for: connection))
            // No encoder: the connection writes bytes, and sees to the order of requests itself.
            try pipeline.addHandler(
              ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoder)))
            try pipeline.addHandler(connection)
          }
        }
        .bind(host: host, port: port).get()
      return RelayListener(channel: channel, registry: registry)
    } catch {
      throw RelayError(.listenFailed, "\(host):\(port) cannot be listened on: \(error)")
    }
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// Takes no more connections; those that are idle close, the others when they are answered or after `seconds`.
  func stop(seconds: Int64) async {
    try? await channel.close()  // it may be closed already
    registry.quiesce()
    let end = ContinuousClock.now + .seconds(seconds)
    while registry.count > 0, ContinuousClock.now < end {
      try? await Task.sleep(for: .milliseconds(20))  // cut short when the process is to end at once
      if Task.isCancelled { break }
    }
    registry.closeAll()
  }
}
