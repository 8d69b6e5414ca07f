import DaemonAPI
import Hummingbird
import Linking
import Platform

/// Long operations: follow and cancel.
struct OperationRoutes {
  /// Longest wait of one request, in seconds.
  static let longestWait = 60

  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/operations/{operationId}") { request, context in
        let operation = try await house.operations.operation(
          try Self.number(context), after: try RequestReader.number("after", request, default: -1, in: -1...Int.max),
          seconds: try RequestReader.number("wait", request, default: 0, in: 0...Self.longestWait))
        return try JSONAnswer.response(operation)
      },
      .post("/v1/operations/{operationId}/digits") { request, context in
        let body: DigitsEntry = try await RequestReader.body(request)
        // Here, and not by the worker: what has not the form of digits is told at once, and is no try.
        // Those of a link, or of a request in a file: which ones it waits for the worker knows.
        do { _ = try LinkDigits(typed: body.digits) } catch { _ = try RequestDigits(typed: body.digits) }
        return try JSONAnswer.response(
          try await house.operations.enter(digits: body.digits, for: try Self.number(context)))
      },
      .delete("/v1/operations/{operationId}") { _, context in
        try JSONAnswer.response(try await house.operations.cancel(try Self.number(context)))
      },
    ]
  }

  private static func number(_ context: DaemonContext) throws -> Int {
    let text = try RequestReader.parameter("operationId", context)
    guard let number = Int(text) else { throw APIError(.operationNotFound, "there is no operation \(text)") }
    return number
  }
}
