import NIOCore

/// Counts the bytes of an answer before anybody has parsed them: whether there were any decides whether a request may
/// be repeated, and how many there may be bounds what no parser counts, such as chunks of one byte each.
final class AnswerWatch: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// Bytes of a head, of its 1xx predecessors and of the chunks' own lines that come on top of a body.
  private static let slack = 256 << 10

  private var seen = 0
  private var most = 0

  /// Whether a byte came since `begin`.
  var isTouched: Bool { seen > 0 }

  /// A new answer, with at most that many bytes of body.
  func begin(limit: Int) {
    seen = 0
    // A chunk of one byte takes six on the wire. Nobody who means well sends many of these.
    most = limit.addingReportingOverflow(limit).partialValue + Self.slack
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    seen += unwrapInboundIn(data).readableBytes
    guard seen <= most else { return context.fireErrorCaught(ExchangeFailure.tooLarge) }
    context.fireChannelRead(data)
  }
}
