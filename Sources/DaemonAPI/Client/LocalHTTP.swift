import Dispatch
import Platform

/// HTTP/1.1 with the daemon, over its local socket: one connection a request.
///
/// Deliberate: not a client library. The whole of an HTTP client with TLS, HTTP/2 and connection pools in the command
/// line made `signet --help` start in 4.6 times the time of an empty program, and 3 times is what a person is promised.
/// What is needed of the protocol is little, since only our own daemon answers: see `HTTPConnection`.
enum LocalHTTP {
  struct Request: Sendable {
    var method: String
    /// With its query, percent-encoded where needed.
    var path: String
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
  }

  /// Most bytes of an answer that are taken.
  static let answerLimit = 64 << 20

  /// Blocking calls run here, not on the threads of Swift's tasks, which others may need to get on.
  private static let queue = DispatchQueue(label: "signet.local-http", qos: .utility, attributes: .concurrent)

  /// Sends `request` and collects the whole answer. A cancelled task hangs up.
  /// - Parameter seconds: how long the daemon may be silent.
  /// - Throws: `SystemError`.
  static func exchange(
    _ request: Request, at socketPath: String, seconds: Int
  ) async throws -> (status: Int, body: [UInt8]) {
    let connection = try HTTPConnection(to: socketPath, silenceSeconds: seconds)
    return try await withTaskCancellationHandler {
      try await onQueue {
        try connection.send(request)
        let status = try connection.readHead()
        var body: [UInt8] = []
        while let piece = try connection.readPiece() {
          guard body.count + piece.count <= answerLimit else {
            throw SystemError(.messageTooLarge, "an answer of more than \(answerLimit) bytes")
          }
          body += piece
        }
        return (status, body)
      }
    } onCancel: {
      connection.hangUp()
    }
  }

  /// Sends `request` and hands out the answer's body as it comes.
  /// - Throws: `SystemError`; so does the stream when the connection breaks.
  static func stream(
    _ request: Request, at socketPath: String
  ) async throws -> (status: Int, pieces: AsyncThrowingStream<[UInt8], any Error>) {
    let connection = try HTTPConnection(to: socketPath, silenceSeconds: nil)
    let status = try await onQueue {
      try connection.send(request)
      return try connection.readHead()
    }
    let (pieces, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
    continuation.onTermination = { _ in connection.hangUp() }
    queue.async {
      let ending = Result { while let piece = try connection.readPiece() { continuation.yield(piece) } }
      switch ending {
      case .success: continuation.finish()
      case .failure(let error): continuation.finish(throwing: error)
      }
    }
    return (status, pieces)
  }

  private static func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: body)) }
    }
  }
}
