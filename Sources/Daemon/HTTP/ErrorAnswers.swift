import DaemonAPI
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Platform

/// Turns whatever a handler throws into the one form of an error: `{"error": {"code", "reason", "hint"}}`.
struct ErrorAnswers: RouterMiddleware {
  func handle(
    _ request: Request, context: DaemonContext, next: (Request, DaemonContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let report = Self.report(for: error, request)
      let status = HTTPStatusTable.status(of: report.code)
      if status == .internalServerError {
        context.logger.error(
          "\(request.method.rawValue) \(request.uri.path) failed", metadata: ["code": "\(report.code)"])
      }
      return try JSONAnswer.response(ErrorAnswer(report), status: status)
    }
  }

  private static func report(for error: any Error, _ request: Request) -> ErrorReport {
    if let http = error as? HTTPError {
      switch http.status {
      case .notFound:
        return ErrorReport(
          APIError(.routeNotFound, "there is no \(request.uri.path) here", hint: "see signetd.openapi.yaml"))
      case .contentTooLarge:
        return ErrorReport(APIError(.bodyTooLarge, "the body has over \(RequestReader.bodyLimit) bytes"))
      default:
        return ErrorReport(APIError(.badRequest, "the request is not one that \(request.uri.path) takes"))
      }
    }
    return ErrorReport(any: error)
  }
}
