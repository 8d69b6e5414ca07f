import NIOCore

/// Reads plain requests (`RequestHead.plain(in:)`) by itself and hands them on; everything else goes to the decoder.
///
/// Deliberate: a second reader beside the library's. Packets come in requests that all look alike, and reading those in
/// one look saves a tenth of what they cost. At the first thing that it does not know, or that comes while a request is
/// still being answered, it steps aside for as long as the connection lasts.
final class PlainRequestReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let connection: ConnectionHandler
  /// Bytes of the body that are still to come.
  private var missing = 0
  private var isAside = false

  /// - Parameter connection: the handler behind the decoder.
  init(for connection: ConnectionHandler) { self.connection = connection }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isAside else { return context.fireChannelRead(data) }
    var bytes = unwrapInboundIn(data)
    while bytes.readableBytes > 0 {
      if missing == 0 {
        guard connection.isFree, let (head, length) = bytes.withUnsafeReadableBytes({ RequestHead.plain(in: $0) })
        else {
          isAside = true
          return context.fireChannelRead(wrapInboundOut(bytes))
        }
        bytes.moveReaderIndex(forwardBy: length)
        missing = head.contentLength ?? 0
        connection.begin(head)
      }
      if let part = bytes.readSlice(length: min(missing, bytes.readableBytes)), part.readableBytes > 0 {
        missing -= part.readableBytes
        connection.took(part)
      }
      if missing == 0 { connection.end() }
    }
  }
}
