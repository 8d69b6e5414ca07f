import Jasper
import NIOCore
import NIOHTTP1

/// A request that arrived whole.
struct RelayRequest: Sendable {
  let head: RequestHead
  let body: ByteBuffer
  /// Nil where the system does not tell.
  let address: NetworkAddress?
  /// Whom its packets count for, unless it is a peer.
  let client: PacketSource
}

/// What a relay answers.
struct RelayResponse: Sendable {
  /// Gives pages of a body, each in pieces, until nil.
  typealias Pages = @Sendable () -> EventLoopFuture<[ByteBuffer]?>

  enum Body: Sendable {
    case whole(ByteBuffer)
    /// A body that is there, and would have to be copied to be in one piece.
    case pieces([ByteBuffer])
    /// A body that is too long for memory: the start, and the rest when the client has taken it.
    case pages(first: [ByteBuffer], rest: Pages)
  }

  var status: HTTPResponseStatus
  var contentType = "application/json"
  var body: Body
  var allow: String?
  /// The whole answer, head and body, as it goes to a client of HTTP/1.1 that keeps its connection.
  private(set) var prepared: ByteBuffer?

  static func json(_ bytes: some Sequence<UInt8>) -> RelayResponse {
    RelayResponse(status: .ok, body: .whole(ByteBuffer(bytes: bytes)))
  }

  /// The same, for an answer that is given very often: written down once.
  func preparing() -> RelayResponse {
    guard case .whole(let body) = body else { return self }
    var copy = self
    var text = ResponseText.head(
      self, version: .http1_1, length: body.readableBytes, keepAlive: true, room: body.readableBytes,
      ByteBufferAllocator())
    text.writeImmutableBuffer(body)
    copy.prepared = text
    return copy
  }
}
