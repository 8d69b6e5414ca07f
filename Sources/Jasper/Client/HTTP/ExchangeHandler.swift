import GnuTLS
import NIOCore
import NIOHTTP1

/// The end of a connection's pipeline: sends one request at a time and collects its answer within its limits. Whatever
/// is not as it should be ends the connection, so that no answer can ever be taken for that of another request.
final class ExchangeHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// Seconds that a connection is kept for the next request. Shorter than relays keep theirs, so that it is rarely the
  /// server that ends it.
  static let idleSeconds: Int64 = 30

  private struct Running {
    let limit: Int
    let promise: EventLoopPromise<HTTPAnswer>
    let timer: Scheduled<Void>
    var head: HTTPResponseHead?
    var body = ByteBuffer()
    var isSent = false
  }

  private let watch: AnswerWatch
  private var context: ChannelHandlerContext?
  private var running: Running?
  private var idleTimer: Scheduled<Void>?

  init(watch: AnswerWatch) { self.watch = watch }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Sends a request. On the connection's event loop, and only after the answer before it.
  func start(_ exchange: HTTPExchange, _ promise: EventLoopPromise<HTTPAnswer>) {
    idleTimer?.cancel()
    idleTimer = nil
    guard let context, context.channel.isActive, running == nil else {
      return promise.fail(ExchangeFailure.closed(untouched: true))
    }
    watch.begin(limit: exchange.limit)
    let timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: exchange.deadline) { self.fail(.late) }
    running = Running(limit: exchange.limit, promise: promise, timer: timer)
    context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
    if exchange.body.readableBytes > 0 {
      context.write(wrapOutboundOut(.body(.byteBuffer(exchange.body))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenSuccess { self.running?.isSent = true }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // After a failure the rest of what was read still comes along; it is nobody's.
    guard running != nil else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard head.status != .switchingProtocols else { return fail(.notHTTP) }
      let told = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
      guard told <= running?.limit ?? 0 else { return fail(.tooLarge) }
      running?.head = head
    case .body(var bytes):
      guard let running, running.body.readableBytes + bytes.readableBytes <= running.limit else {
        return fail(.tooLarge)
      }
      self.running?.body.writeBuffer(&bytes)
    case .end: finish(context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let failure as ExchangeFailure: fail(failure)
    case HTTPParserError.headerOverflow: fail(.headTooLarge)
    // The connection ended within an answer.
    case HTTPParserError.invalidEOFState: fail(.closed(untouched: !watch.isTouched))
    case let error as GnuTLSError: fail(ExchangeFailure(error))
    case is HTTPParserError, is NIOHTTPDecoderError: fail(.notHTTP)
    default: fail(.closed(untouched: !watch.isTouched))
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    idleTimer?.cancel()
    idleTimer = nil
    fail(.closed(untouched: !watch.isTouched))
    context.fireChannelInactive()
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard let done = running, let head = done.head else { return fail(.notHTTP) }
    running = nil
    done.timer.cancel()
    // An answer to a request that is not out yet is a refusal; nothing good can follow it.
    let isReusable = head.isKeepAlive && done.isSent && context.channel.isActive
    if isReusable {
      idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Self.idleSeconds)) {
        self.context?.close(promise: nil)
      }
    } else {
      context.close(promise: nil)
    }
    done.promise.succeed(HTTPAnswer(status: Int(head.status.code), body: done.body, isReusable: isReusable))
  }

  private func fail(_ failure: ExchangeFailure) {
    let failed = running
    running = nil
    failed?.timer.cancel()
    context?.close(promise: nil)
    failed?.promise.fail(failure)
  }
}
