import Jasper
import NIOCore
import NIOHTTP1
import Platform

/// One route: its method, the largest body it takes, and what it does.
struct Route: Sendable {
  typealias Done = @Sendable (Result<RelayResponse, any Error>) -> Void
  /// Runs on the connection's event loop and must not block it; calls back on it, once.
  typealias Handler = @Sendable (RelayRequest, any EventLoop, @escaping Done) -> Void

  let method: HTTPMethod
  let path: String
  let bodyLimit: Int
  let handler: Handler

  init(method: HTTPMethod, path: String, bodyLimit: Int, answering handler: @escaping Handler) {
    self.method = method
    self.path = path
    self.bodyLimit = bodyLimit
    self.handler = handler
  }

  init(
    method: HTTPMethod, path: String, bodyLimit: Int,
    _ handler: @escaping @Sendable (RelayRequest, any EventLoop) -> EventLoopFuture<RelayResponse>
  ) {
    self.init(method: method, path: path, bodyLimit: bodyLimit) { request, loop, done in
      handler(request, loop).whenComplete(done)
    }
  }
}

/// All routes, found by their exact path.
struct RouteTable: Sendable {
  private let routes: [String: Route]
  private let metrics: RelayMetrics

  init(_ routes: [Route], metrics: RelayMetrics) {
    self.routes = Dictionary(routes.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    self.metrics = metrics
  }

  /// A request's path without its query.
  static func path(of uri: String) -> String {
    guard let mark = uri.utf8.firstIndex(of: 0x3F) else { return uri }
    return String(uri[..<mark])
  }

  /// The largest body of a request, before it is read; an error when there is no such route or method.
  func bodyLimit(_ method: HTTPMethod, _ path: String) -> Result<Int, RelayError> {
    guard let route = routes[path] else {
      metrics.refused(status: 404)
      return .failure(RelayError(.routeNotFound, "there is no such route"))
    }
    guard route.method == method else {
      metrics.refused(status: 405)
      return .failure(RelayError(.methodNotAllowed, "\(path) takes \(route.method.rawValue) only"))
    }
    return .success(route.bodyLimit)
  }

  /// The method of a path, for the `Allow` field.
  func allowed(_ path: String) -> String? { routes[path]?.method.rawValue }

  func respond(to request: RelayRequest, on loop: any EventLoop, _ done: @escaping Route.Done) {
    guard let route = routes[request.head.path] else {
      return done(.failure(RelayError(.routeNotFound, "there is no such route")))
    }
    route.handler(request, loop, done)
  }
}
