import DaemonAPI
import HTTPTypes
import Hummingbird
import Platform

/// Builds the router from a list of routes.
enum RouteTable {
  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]

  static func responder(for routes: [Route]) -> some HTTPResponder<DaemonContext> {
    let router = Router(context: DaemonContext.self)
    router.add(middleware: ErrorAnswers())
    for route in routes {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await route.handler(request, context)
      }
    }
    for (path, known) in Dictionary(grouping: routes, by: \.path) {
      let allowed = known.map(\.method.rawValue).sorted().joined(separator: ", ")
      for method in methods where !known.contains(where: { $0.method == method }) {
        router.on(RouterPath(path), method: method) { request, _ -> Response in
          throw APIError(
            .methodNotAllowed, "\(request.uri.path) does not take \(request.method.rawValue)", hint: "use \(allowed)")
        }
      }
    }
    return router.buildResponder()
  }
}
