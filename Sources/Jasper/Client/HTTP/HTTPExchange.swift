import NIOCore
import NIOHTTP1

/// One request, and what its answer may cost.
struct HTTPExchange: Sendable {
  let head: HTTPRequestHead
  /// Empty where there is none.
  let body: ByteBuffer
  /// Most bytes of the answer's body.
  let limit: Int
  /// When the answer must be whole.
  let deadline: NIODeadline
}

/// An answer that came whole.
struct HTTPAnswer: Sendable {
  let status: Int
  let body: ByteBuffer
  /// Whether the connection can take another request.
  let isReusable: Bool
}
