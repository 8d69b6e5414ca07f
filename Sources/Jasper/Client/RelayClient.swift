import GnuTLS
import NIOCore
import NIOHTTP1

/// Speaks Jasper to relays, over HTTP/1.1 with or without TLS. It follows no redirects, takes no body beyond its cap,
/// and gives up in time.
///
/// `shutdown` ends it; it must be called.
public final class RelayClient: Sendable {
  /// Seconds until a connection must stand.
  public static let connectSeconds: Int64 = 5
  /// Seconds until an answer must be whole; a long poll has its waiting time on top.
  public static let answerSeconds: Int64 = 30

  let pool = ConnectionPool()
  private let connector: Connector
  private let allows: @Sendable (NetworkAddress) -> Bool
  private let headers: [(String, String)]

  /// - Parameters:
  ///   - allows: whether an address may be connected to; asked each time, with the address that is then used.
  ///   - headers: sent with every request.
  ///   - trust: whose word counts for the names of `https://` relays.
  public init(
    allows: @escaping @Sendable (NetworkAddress) -> Bool = { _ in true }, headers: [(String, String)] = [],
    trust: TLSTrust = .system
  ) {
    connector = Connector(tls: TLSClient(trust: trust))
    self.allows = allows
    self.headers = headers
  }

  /// Closes all connections. Requests under way fail with `relayUnreachable`, and so does every later one.
  public func shutdown() async { await pool.close() }

  /// One request and its answer, whatever its status.
  /// - Parameters:
  ///   - path: with its slash.
  ///   - body: JSON, or nil for a GET.
  ///   - limit: most bytes of the answer.
  ///   - seconds: until the answer must be whole.
  /// - Throws: `JasperError`: `addressRefused`, `relayUnreachable`, `relayNotTrusted`, `answerRefused`.
  public func exchange(
    _ path: String, body: [UInt8]?, with server: RelayURL, limit: Int, seconds: Int64 = answerSeconds,
    contentType: String = "application/json"
  ) async throws(JasperError) -> RelayAnswer {
    let deadline = NIODeadline.now() + .seconds(seconds)
    let addresses = try await HostResolver.addresses(of: server.address, until: deadline, allows: allows)
    var head = HTTPRequestHead(version: .http1_1, method: body == nil ? .GET : .POST, uri: path)
    head.headers.add(name: "Host", value: server.address.description)
    for (name, value) in headers { head.headers.add(name: name, value: value) }
    if let body {
      head.headers.add(name: "Content-Type", value: contentType)
      head.headers.add(name: "Content-Length", value: "\(body.count)")
    }
    let exchange = HTTPExchange(
      head: head, body: ByteBuffer(bytes: body ?? []), limit: limit, deadline: deadline)
    do throws(ExchangeFailure) {
      let (answer, address) = try await run(exchange, with: server, at: addresses)
      return RelayAnswer(status: answer.status, body: Array(answer.body.readableBytesView), address: address)
    } catch {
      throw error.error(of: server.address, limit: limit)
    }
  }

  /// Over a kept connection, else over a new one.
  private func run(
    _ exchange: HTTPExchange, with server: RelayURL, at addresses: [HostResolver.Found]
  ) async throws(ExchangeFailure) -> (HTTPAnswer, NetworkAddress) {
    for address in addresses {
      guard let kept = pool.take(HTTPConnection.Origin(server: server, address: address.network)) else { continue }
      do throws(ExchangeFailure) {
        return (try await run(exchange, over: kept), address.network)
      } catch {
        // The server has let go of it while it was idle. Nothing in Jasper is harmed by coming twice.
        guard error == .closed(untouched: true) else { throw error }
        break
      }
    }
    guard !pool.isClosed else { throw .shutDown }
    let connected = min(exchange.deadline, .now() + .seconds(Self.connectSeconds))
    let connection = try await connector.connect(to: server, at: addresses, until: connected)
    guard pool.add(connection) else { throw .shutDown }
    return (try await run(exchange, over: connection), connection.origin.address)
  }

  private func run(
    _ exchange: HTTPExchange, over connection: HTTPConnection
  ) async throws(ExchangeFailure) -> HTTPAnswer {
    let answer = try await connection.run(exchange)
    if answer.isReusable { pool.giveBack(connection) }
    return answer
  }
}
