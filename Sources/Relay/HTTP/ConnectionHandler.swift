import Jasper
import NIOCore
import NIOHTTP1
import Platform
import Synchronization

/// One connection: collects a request within its limits, hands it on, writes the answer.
///
/// Deliberate: no router, no tasks, no decoding on the way. A relay does four small things very often.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    /// Nothing of a request is here yet.
    case idle
    case body
    case answering
    /// A refusal is on its way; what the client still sends is thrown away.
    case draining(left: Int, isWritten: Bool, isRead: Bool)
    case closed
  }

  private let late: LateRoutes
  private let registry: ConnectionRegistry
  private let entry: ConnectionRegistry.Entry
  private let limits: ConnectionLimits
  private var state = State.idle
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()
  private var bodyLimit = 0
  private var reserved = 0
  private var address: NetworkAddress?
  private var deadline = NIODeadline.distantFuture
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?

  init(routes: LateRoutes, registry: ConnectionRegistry, entry: ConnectionRegistry.Entry, limits: ConnectionLimits) {
    late = routes
    self.registry = registry
    self.entry = entry
    self.limits = limits
  }

  private var routes: RouteTable?

  func channelActive(context: ChannelHandlerContext) {
    address = context.remoteAddress.flatMap { NetworkAddress($0) }
    mustEnd(within: limits.headSeconds, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    timer?.task.cancel()
    timer = nil
    release()
    registry.remove(entry)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): received(head, context)
    case .body(let bytes): received(bytes, context)
    case .end: receivedEnd(context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError, case .idle = state else { return context.close(promise: nil) }
    let reason = "the request's head is not HTTP/1.1, or larger than is taken"
    let status: HTTPResponseStatus = error == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest
    refuse(ErrorAnswers.response(RelayError(.requestRefused, reason), status), context)
  }

  private func received(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard case .idle = state else { return }
    self.head = head
    entry.isBusy.store(false, ordering: .relaxed)
    if routes == nil { routes = late.routes }
    guard let routes else {
      return refuse(ErrorAnswers.response(for: RelayError(.relayBusy, "the relay is starting")), context)
    }
    let path = RouteTable.path(of: head.uri)
    switch routes.bodyLimit(head.method, path) {
    case .failure(let error):
      var response = ErrorAnswers.response(for: error)
      response.allow = routes.allowed(path)
      return refuse(response, context)
    case .success(let limit): bodyLimit = limit
    }
    if let told = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), told > bodyLimit {
      return refuse(tooLarge, context)
    }
    state = .body
    mustEnd(within: limits.bodySeconds, context)
    if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
    }
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
    let request = RelayRequest(
      method: head.method, path: RouteTable.path(of: head.uri), body: body, address: address,
      announcedServer: head.headers.first(name: "Signet-Relay"), instance: head.headers.first(name: Mesh.instanceField))
    body = ByteBuffer()
    let context = context.loopBound
    routes.respond(to: request, on: context.eventLoop).assumeIsolated().whenComplete { result in
      let response: RelayResponse
      switch result {
      case .success(let answer): response = answer
      case .failure(let error): response = ErrorAnswers.response(for: error)
      }
      self.write(response, keepAlive: head.isKeepAlive, context.value)
    }
  }

  // MARK: Answers

  private var tooLarge: RelayResponse {
    ErrorAnswers.response(for: RelayError(.bodyTooLarge, "the body is larger than \(bodyLimit) bytes"))
  }

  /// Answers before the request is whole, and closes: but not at once, or the client's system would throw the answer
  /// away together with what it could not send.
  /// - Parameter isRead: whether nothing more of the request is waited for.
  private func refuse(_ response: RelayResponse, isRead: Bool = false, _ context: ChannelHandlerContext) {
    release()
    state = .draining(left: ConnectionLimits.drainBytes, isWritten: false, isRead: isRead || head == nil)
    mustEnd(within: ConnectionLimits.drainSeconds, context)
    guard case .whole(let bytes) = response.body else { return context.close(promise: nil) }
    writeHead(response, length: bytes.readableBytes, keepAlive: false, context)
    context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    let bound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      self.drained(isWritten: true, bound.value)
    }
  }

  /// Closes when the refusal is out and the request is in.
  private func drained(isWritten: Bool = false, isRead: Bool = false, _ context: ChannelHandlerContext) {
    guard case .draining(let left, let wasWritten, let wasRead) = state else { return }
    state = .draining(left: left, isWritten: wasWritten || isWritten, isRead: wasRead || isRead)
    if wasWritten || isWritten, wasRead || isRead { context.close(promise: nil) }
  }

  private func write(_ response: RelayResponse, keepAlive: Bool, _ context: ChannelHandlerContext) {
    release()
    guard case .answering = state else { return }
    mustEnd(within: limits.writeSeconds, context)
    switch response.body {
    case .whole(let bytes):
      writeHead(response, length: bytes.readableBytes, keepAlive: keepAlive, context)
      if bytes.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil) }
      writeEnd(keepAlive: keepAlive, context)
    case .pages(let first, let rest):
      // Where no length can be told and no chunks are known, the end of the connection is the end of the body.
      let keepAlive = keepAlive && head?.version != .http1_0
      writeHead(response, length: nil, keepAlive: keepAlive, context)
      write(page: first, then: rest, keepAlive: keepAlive, context)
    }
  }

  private func write(
    page: ByteBuffer, then rest: @escaping RelayResponse.Pages, keepAlive: Bool, _ context: ChannelHandlerContext
  ) {
    let bound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(page)))).flatMap { rest() }.assumeIsolated()
      .whenComplete { result in
        guard case .answering = self.state else { return }
        switch result {
        case .success(let next?):
          self.mustEnd(within: self.limits.writeSeconds, bound.value)
          self.write(page: next, then: rest, keepAlive: keepAlive, bound.value)
        case .success(nil): self.writeEnd(keepAlive: keepAlive, bound.value)
        // The body is cut off, which the missing end says.
        case .failure: bound.value.close(promise: nil)
        }
      }
  }

  private func writeHead(_ response: RelayResponse, length: Int?, keepAlive: Bool, _ context: ChannelHandlerContext) {
    var headers = HTTPHeaders()
    headers.add(name: "Content-Type", value: response.contentType)
    if let length { headers.add(name: "Content-Length", value: "\(length)") }
    if let allow = response.allow { headers.add(name: "Allow", value: allow) }
    let version = head?.version ?? .http1_1
    if !keepAlive {
      headers.add(name: "Connection", value: "close")
    } else if version == .http1_0 {
      headers.add(name: "Connection", value: "keep-alive")
    }
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: version, status: response.status, headers: headers))),
      promise: nil)
  }

  private func writeEnd(keepAlive: Bool, _ context: ChannelHandlerContext) {
    state = .idle
    head = nil
    entry.isBusy.store(false, ordering: .relaxed)
    // Before the write: the next request may be here already, and then sets its own.
    mustEnd(within: limits.idleSeconds, context)
    guard !keepAlive else { return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
    let bound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }

  private func release() {
    registry.release(reserved)
    reserved = 0
  }

  // MARK: Time

  private func mustEnd(within seconds: Int64, _ context: ChannelHandlerContext) {
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
