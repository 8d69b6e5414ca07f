import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Speaks Jasper to relays. It follows no redirects, takes no body beyond its cap, and gives up in time.
///
/// `shutdown` ends it; it must be called.
public final class RelayClient: Sendable {
  /// Seconds until a connection must stand.
  public static let connectSeconds: Int64 = 5
  /// Seconds until an answer must be whole; a long poll has its waiting time on top.
  public static let answerSeconds: Int64 = 30

  private let http: HTTPClient
  private let allows: @Sendable (NetworkAddress) -> Bool
  private let headers: [(String, String)]

  /// - Parameters:
  ///   - allows: whether an address may be connected to; asked each time, with the address that is then used.
  ///   - headers: sent with every request.
  public init(
    allows: @escaping @Sendable (NetworkAddress) -> Bool = { _ in true }, headers: [(String, String)] = []
  ) {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(Self.connectSeconds))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    self.allows = allows
    self.headers = headers
  }

  /// Closes all connections.
  public func shutdown() async {
    try? await http.shutdown()  // fails only when it was called before
  }

  /// One request and its answer, whatever its status.
  /// - Parameters:
  ///   - path: with its slash.
  ///   - body: JSON, or nil for a GET.
  ///   - limit: most bytes of the answer.
  ///   - seconds: until the answer must be whole.
  /// - Throws: `JasperError`: `addressRefused`, `relayUnreachable`, `answerRefused`.
  public func exchange(
    _ path: String, body: [UInt8]?, with server: ServerAddress, limit: Int, seconds: Int64 = answerSeconds,
    contentType: String = "application/json"
  ) async throws(JasperError) -> RelayAnswer {
    let (address, network) = try await HostResolver.address(of: server, allows: allows)
    // The number that was checked goes into the URL: a name could lead elsewhere by now.
    var host = address.ipAddress ?? ""
    if host.contains(":") { host = "[\(host)]" }
    var request = HTTPClientRequest(url: "http://\(host):\(server.port)\(path)")
    request.headers.add(name: "Host", value: server.description)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body {
      request.method = .POST
      request.headers.add(name: "Content-Type", value: contentType)
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    do {
      let answer = try await http.execute(request, timeout: .seconds(seconds))
      let bytes = try await answer.body.collect(upTo: limit)
      return RelayAnswer(status: Int(answer.status.code), body: Array(bytes.readableBytesView), address: network)
    } catch is NIOTooManyBytesError {
      throw JasperError(.answerRefused, "\(server) answers with more than \(limit) bytes")
    } catch {
      throw JasperError(.relayUnreachable, "\(server) does not answer: \(Self.word(for: error))")
    }
  }

  private static func word(for error: any Error) -> String {
    guard let known = error as? HTTPClientError else { return "\(type(of: error))" }
    return known.shortDescription
  }
}
