import HTTPTypes
import Hummingbird

/// One route: the router is built from a list of these, and a test holds the list against the OpenAPI file.
struct Route: Sendable {
  typealias Handler = @Sendable (Request, DaemonContext) async throws -> Response

  let method: HTTPRequest.Method
  /// With `{name}` for a part that is a parameter.
  let path: String
  let handler: Handler

  static func get(_ path: String, _ handler: @escaping Handler) -> Route {
    Route(method: .get, path: path, handler: handler)
  }
  static func post(_ path: String, _ handler: @escaping Handler) -> Route {
    Route(method: .post, path: path, handler: handler)
  }
  static func patch(_ path: String, _ handler: @escaping Handler) -> Route {
    Route(method: .patch, path: path, handler: handler)
  }
  static func delete(_ path: String, _ handler: @escaping Handler) -> Route {
    Route(method: .delete, path: path, handler: handler)
  }
}
