import Glibc
import GnuTLS
import NIOCore
import NIOPosix
import Synchronization

/// Opens connections, with TLS where the server's URL says so.
struct Connector: Sendable {
  /// A channel that is being connected, so that it can be closed by whoever waits for it.
  private final class Pending: Sendable {
    private let state = Mutex<(channel: (any Channel)?, isCancelled: Bool)>((nil, false))

    func set(_ channel: any Channel) {
      let isCancelled = state.withLock { state in
        state.channel = channel
        return state.isCancelled
      }
      if isCancelled { channel.close(promise: nil) }
    }

    func cancel() {
      let channel = state.withLock { state in
        state.isCancelled = true
        return state.channel
      }
      channel?.close(promise: nil)
    }
  }

  let tls: TLSClient

  /// Connects to the first of these addresses that answers.
  /// - Parameters:
  ///   - addresses: at least one.
  ///   - deadline: when the connection, TLS included, must stand.
  func connect(
    to server: RelayURL, at addresses: [HostResolver.Found], until deadline: NIODeadline
  ) async throws(ExchangeFailure) -> HTTPConnection {
    let credentials: TLSCredentials? = if server.isSecure { try await tls.credentials() } else { nil }
    var failure = ExchangeFailure.late
    for (index, address) in addresses.enumerated() {
      let left = deadline - .now()
      guard left > .nanoseconds(0) else { break }
      // One that is silent must leave time for those after it.
      let part = TimeAmount.nanoseconds(left.nanoseconds / Int64(addresses.count - index))
      do throws(ExchangeFailure) {
        let channel = try await open(address, server, credentials, within: part)
        return HTTPConnection(channel, to: HTTPConnection.Origin(server: server, address: address.network))
      } catch {
        // Another address of a server that is not trusted is none that should be asked.
        if case .notTrusted = error { throw error }
        if Task.isCancelled { throw .cancelled }
        failure = error
      }
    }
    throw failure
  }

  private func open(
    _ address: HostResolver.Found, _ server: RelayURL, _ credentials: TLSCredentials?, within time: TimeAmount
  ) async throws(ExchangeFailure) -> any Channel {
    let pending = Pending()
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let ready = loop.makePromise(of: Void.self)
    if credentials == nil { ready.succeed() }
    let host = server.address.host
    let bootstrap = ClientBootstrap(group: loop).connectTimeout(time)
      .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let credentials {
            let session = try TLSSession(client: credentials, host: host)
            let seconds = max(1, (time.nanoseconds + 999_999_999) / 1_000_000_000)
            try channel.pipeline.syncOperations.addHandler(TLSHandler(session, seconds: seconds, established: ready))
          }
          try HTTPConnection.configure(channel)
          pending.set(channel)
        }
      }
    let result: Result<any Channel, ExchangeFailure> = await withTaskCancellationHandler {
      do {
        let channel = try await bootstrap.connect(to: address.socket).get()
        do {
          try await ready.futureResult.get()
          return .success(channel)
        } catch {
          channel.close(promise: nil)
          return .failure(ExchangeFailure(connecting: error))
        }
      } catch {
        // Where no handler has seen the promise, nobody else ends it; where one has, this changes nothing.
        ready.fail(error)
        return .failure(ExchangeFailure(connecting: error))
      }
    } onCancel: {
      pending.cancel()
    }
    return try result.get()
  }
}

extension ExchangeFailure {
  /// - Parameter error: what kept a connection from coming about.
  fileprivate init(connecting error: any Error) {
    switch error {
    case let failure as ExchangeFailure: self = failure
    case let error as GnuTLSError: self = ExchangeFailure(error)
    case TLSHandler.Failure.handshakeTooSlow: self = .tlsFailed("the TLS handshake was not done in time")
    case ChannelError.connectTimeout: self = .notConnected("connecting took too long")
    case let error as IOError: self = .notConnected(Self.word(for: error.errnoCode))
    case ChannelError.eof, ChannelError.ioOnClosedChannel: self = .notConnected("the connection ended at once")
    default: self = .notConnected("\(type(of: error))")
    }
  }

  private static func word(for code: CInt) -> String {
    switch code {
    case ECONNREFUSED: "the connection is refused"
    case ENETUNREACH, EHOSTUNREACH: "there is no way to it"
    case ECONNRESET, EPIPE: "the connection ended at once"
    case EMFILE, ENFILE: "this process has too many open files"
    default: "system error \(code)"
    }
  }

  init(_ error: GnuTLSError) {
    self = error.kind == .peerNotTrusted ? .notTrusted(error.reason) : .tlsFailed(error.reason)
  }
}
