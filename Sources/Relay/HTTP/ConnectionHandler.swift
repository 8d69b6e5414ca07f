import Jasper
import NIOCore
import NIOHTTP1
import Platform
import Synchronization

/// One connection: collects a request within its limits, hands it on, writes the answer.
///
/// Deliberate: no router, no tasks, no decoding on the way. A relay does four small things very often.
///
/// One request is answered at a time, and none while the client does not take the answers that it has asked for. What it
/// sends meanwhile waits here, and nothing more is read until that has had its turn.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  enum State {
    /// Nothing of a request is here yet.
    case idle
    case body
    case answering
    /// A refusal is on its way; what the client still sends is thrown away.
    case draining(left: Int, isWritten: Bool, isRead: Bool)
    case closed
  }

  /// What came while a request was being answered.
  private enum Waiting {
    case part(HTTPServerRequestPart)
    case failure(any Error)
  }

  private let late: LateRoutes
  private let registry: ConnectionRegistry
  let entry: ConnectionRegistry.Entry
  let limits: ConnectionLimits
  var state = State.idle
  var head: RequestHead?
  /// Of the request that is answered, or was.
  private(set) var version = HTTPVersion.http1_1
  private var body = ByteBuffer()
  private var bodyLimit = 0
  private var reserved = 0
  private var address: NetworkAddress?
  private var source = PacketSource.unknown
  private var context: ChannelHandlerContext?
  private var deadline = NIODeadline.distantFuture
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  private var waiting: CircularBuffer<Waiting> = []
  /// The channel would have read while something waits.
  private var isReadHeld = false
  private var isTaking = false
  /// No further request is taken on this connection.
  private(set) var isEnding = false

  init(routes: LateRoutes, registry: ConnectionRegistry, entry: ConnectionRegistry.Entry, limits: ConnectionLimits) {
    late = routes
    self.registry = registry
    self.entry = entry
    self.limits = limits
  }

  private var routes: RouteTable?

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    address = context.remoteAddress.flatMap { NetworkAddress($0) }
    source = address.map { .client($0) } ?? .unknown
    mustEnd(within: limits.headSeconds, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    timer?.task.cancel()
    timer = nil
    waiting.removeAll()
    release()
    registry.remove(entry)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    guard mustWait(context) else { return received(part, context) }
    waiting.append(.part(part))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard mustWait(context) else { return failed(error, context) }
    waiting.append(.failure(error))
  }

  func read(context: ChannelHandlerContext) {
    isReadHeld = !waiting.isEmpty
    if !isReadHeld { context.read() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    takeWaiting(context)
    context.fireChannelWritabilityChanged()
  }

  /// Whether what comes now has to wait for its turn.
  private func mustWait(_ context: ChannelHandlerContext) -> Bool {
    switch state {
    case .answering: true
    case .idle: !waiting.isEmpty || !context.channel.isWritable
    case .body, .draining, .closed: false
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
    isEnding = true
    if case .idle = state { context.close(promise: nil) }
  }

  /// Goes on with what came while a request was being answered.
  func takeWaiting(_ context: ChannelHandlerContext) {
    // An answer that is there at once comes back to here, and the loop that is under way goes on with the next request.
    guard !isTaking else { return }
    isTaking = true
    defer { isTaking = false }
    while let next = waiting.first {
      if case .answering = state { return }
      if case .idle = state, !context.channel.isWritable { return }
      waiting.removeFirst()
      switch next {
      case .part(let part): received(part, context)
      case .failure(let error): failed(error, context)
      }
    }
    guard isReadHeld else { return }
    isReadHeld = false
    context.read()
  }

  private func received(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head(let head): received(RequestHead(head), context)
    case .body(let bytes): received(bytes, context)
    case .end: receivedEnd(context)
    }
  }

  private func failed(_ error: any Error, _ context: ChannelHandlerContext) {
    guard let error = error as? HTTPParserError, case .idle = state else { return context.close(promise: nil) }
    let reason = "the request's head is not HTTP/1.1, or larger than is taken"
    let status: HTTPResponseStatus = error == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest
    refuse(ErrorAnswers.response(RelayError(.requestRefused, reason), status), context)
  }

  private func received(_ head: RequestHead, _ context: ChannelHandlerContext) {
    guard case .idle = state else { return }
    self.head = head
    version = head.version
    entry.isBusy.store(false, ordering: .relaxed)
    if routes == nil { routes = late.routes }
    guard let routes else {
      return refuse(ErrorAnswers.response(for: RelayError(.relayBusy, "the relay is starting")), context)
    }
    switch routes.bodyLimit(head.method, head.path) {
    case .failure(let error):
      var response = ErrorAnswers.response(for: error)
      response.allow = routes.allowed(head.path)
      return refuse(response, context)
    case .success(let limit): bodyLimit = limit
    }
    if let told = head.contentLength, told > bodyLimit { return refuse(tooLarge, context) }
    state = .body
    mustEnd(within: limits.bodySeconds, context)
    if head.expectsContinue { context.writeAndFlush(wrapOutboundOut(ResponseText.proceed), promise: nil) }
  }

  private func received(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    switch state {
    case .body:
      guard body.readableBytes + bytes.readableBytes <= bodyLimit else { return refuse(tooLarge, context) }
      guard registry.reserve(bytes.readableBytes) else {
        let error = RelayError(.relayBusy, "too many requests are under way", hint: "try again in a moment")
        return refuse(ErrorAnswers.response(for: error), context)
      }
      reserved += bytes.readableBytes
      var bytes = bytes
      if body.readableBytes == 0 { body = bytes } else { body.writeBuffer(&bytes) }
    case .draining(let left, let isWritten, let isRead):
      guard left > bytes.readableBytes else { return context.close(promise: nil) }
      state = .draining(left: left - bytes.readableBytes, isWritten: isWritten, isRead: isRead)
    case .idle, .answering, .closed: break
    }
  }

  private func receivedEnd(_ context: ChannelHandlerContext) {
    guard case .body = state, let head, let routes else {
      return drained(isRead: true, context)
    }
    state = .answering
    deadline = .distantFuture
    entry.isBusy.store(true, ordering: .relaxed)
    let request = RelayRequest(head: head, body: body, address: address, client: source)
    body = ByteBuffer()
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    routes.respond(to: request, on: context.eventLoop) { result in
      let (handler, context) = bound.value
      let response: RelayResponse
      switch result {
      case .success(let answer): response = answer
      case .failure(let error): response = ErrorAnswers.response(for: error)
      }
      handler.write(response, keepAlive: head.isKeepAlive, context)
    }
  }

  // MARK: Plain requests

  /// Whether a request that was read without the decoder could be taken now.
  var isFree: Bool { context.map { !mustWait($0) && !isEnding } ?? false }

  /// The head of a plain request (`PlainRequestReader`); its body follows, in parts.
  func begin(_ head: RequestHead) { if let context { received(head, context) } }

  func took(_ bytes: ByteBuffer) { if let context { received(bytes, context) } }

  func end() { if let context { receivedEnd(context) } }

  // MARK: Limits

  private var tooLarge: RelayResponse {
    ErrorAnswers.response(for: RelayError(.bodyTooLarge, "the body is larger than \(bodyLimit) bytes"))
  }

  func release() {
    registry.release(reserved)
    reserved = 0
  }

  // MARK: Time

  func mustEnd(within seconds: Int64, _ context: ChannelHandlerContext) {
    deadline = .now() + .seconds(seconds)
    if let timer, timer.at <= deadline { return }
    timer?.task.cancel()
    schedule(at: deadline, context)
  }

  /// One timer a connection: it looks at the deadline as it is then, so most requests schedule nothing.
  private func schedule(at time: NIODeadline, _ context: ChannelHandlerContext) {
    let bound = context.loopBound
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
      self.timer = nil
      self.timeIsUp(bound.value)
    }
    timer = (time, task)
  }

  private func timeIsUp(_ context: ChannelHandlerContext) {
    guard deadline != .distantFuture else { return }
    guard deadline <= .now() else { return schedule(at: deadline, context) }
    if case .body = state {
      let error = RelayError(.requestTooSlow, "the request did not arrive in time")
      refuse(ErrorAnswers.response(for: error), isRead: true, context)
    } else {
      context.close(promise: nil)
    }
  }
}
