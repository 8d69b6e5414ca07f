import NIOCore
import NIOHTTP1
import Synchronization

extension ConnectionHandler {
  /// Answers before the request is whole, and closes: but not at once, or the client's system would throw the answer
  /// away together with what it could not send.
  /// - Parameter isRead: whether nothing more of the request is waited for.
  func refuse(_ response: RelayResponse, isRead: Bool = false, _ context: ChannelHandlerContext) {
    release()
    state = .draining(left: ConnectionLimits.drainBytes, isWritten: false, isRead: isRead || head == nil)
    mustEnd(within: ConnectionLimits.drainSeconds, context)
    guard case .whole(let bytes) = response.body else { return context.close(promise: nil) }
    let bound = context.loopBound
    send(response, [bytes], keepAlive: false, context).assumeIsolated().whenComplete { _ in
      self.drained(isWritten: true, bound.value)
    }
  }

  /// Closes when the refusal is out and the request is in.
  func drained(isWritten: Bool = false, isRead: Bool = false, _ context: ChannelHandlerContext) {
    guard case .draining(let left, let wasWritten, let wasRead) = state else { return }
    state = .draining(left: left, isWritten: wasWritten || isWritten, isRead: wasRead || isRead)
    if wasWritten || isWritten, wasRead || isRead { context.close(promise: nil) }
  }

  func write(_ response: RelayResponse, keepAlive: Bool, _ context: ChannelHandlerContext) {
    release()
    guard case .answering = state else { return }
    let keepAlive = keepAlive && !isEnding
    if keepAlive, version == .http1_1, let whole = response.prepared {
      answered(context)
      context.writeAndFlush(wrapOutboundOut(whole), promise: nil)
      return takeWaiting(context)
    }
    switch response.body {
    case .whole(let bytes): write(response, [bytes], keepAlive: keepAlive, context)
    case .pieces(let pieces): write(response, pieces, keepAlive: keepAlive, context)
    case .pages(let first, let rest):
      mustEnd(within: limits.writeSeconds, context)
      // Where no length can be told and no chunks are known, the end of the connection is the end of the body.
      let isChunked = version != .http1_0
      let keepAlive = keepAlive && isChunked
      context.write(wrapOutboundOut(text(response, length: nil, keepAlive: keepAlive, room: 0, context)), promise: nil)
      write(page: first, then: rest, isChunked: isChunked, keepAlive: keepAlive, context)
    }
  }

  private func write(
    _ response: RelayResponse, _ body: [ByteBuffer], keepAlive: Bool, _ context: ChannelHandlerContext
  ) {
    guard keepAlive else {
      mustEnd(within: limits.writeSeconds, context)
      let bound = context.loopBound
      return send(response, body, keepAlive: false, context).assumeIsolated().whenComplete { _ in
        bound.value.close(promise: nil)
      }
    }
    // Before the write: it may bring the next request, which sets its own.
    answered(context)
    send(response, body, keepAlive: true, context, promise: nil)
    takeWaiting(context)
  }

  private func write(
    page: [ByteBuffer], then rest: @escaping RelayResponse.Pages, isChunked: Bool, keepAlive: Bool,
    _ context: ChannelHandlerContext
  ) {
    let bound = context.loopBound
    let written = context.eventLoop.makePromise(of: Void.self)
    let count = page.reduce(0) { $0 + $1.readableBytes }
    // An empty chunk would be the end of the body.
    let hasFrame = isChunked && count > 0
    if hasFrame { context.write(wrapOutboundOut(ResponseText.chunkStart(count)), promise: nil) }
    for piece in page { context.write(wrapOutboundOut(piece), promise: nil) }
    context.writeAndFlush(wrapOutboundOut(hasFrame ? ResponseText.chunkEnd : ByteBuffer()), promise: written)
    written.futureResult.flatMap { rest() }.assumeIsolated().whenComplete { result in
      guard case .answering = self.state else { return }
      let context = bound.value
      switch result {
      case .success(let next?):
        self.mustEnd(within: self.limits.writeSeconds, context)
        self.write(page: next, then: rest, isChunked: isChunked, keepAlive: keepAlive, context)
      case .success(nil): self.writeEnd(isChunked: isChunked, keepAlive: keepAlive, context)
      // The body is cut off, which the missing end says.
      case .failure: context.close(promise: nil)
      }
    }
  }

  private func writeEnd(isChunked: Bool, keepAlive: Bool, _ context: ChannelHandlerContext) {
    let last = isChunked ? ResponseText.lastChunk : ByteBuffer()
    guard !keepAlive || isEnding else {
      answered(context)
      context.writeAndFlush(wrapOutboundOut(last), promise: nil)
      return takeWaiting(context)
    }
    let bound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(last)).assumeIsolated().whenComplete { _ in bound.value.close(promise: nil) }
  }

  /// The connection is free for the next request.
  private func answered(_ context: ChannelHandlerContext) {
    state = .idle
    head = nil
    entry.isBusy.store(false, ordering: .relaxed)
    mustEnd(within: limits.idleSeconds, context)
  }

  private func send(
    _ response: RelayResponse, _ body: [ByteBuffer], keepAlive: Bool, _ context: ChannelHandlerContext
  ) -> EventLoopFuture<Void> {
    let promise = context.eventLoop.makePromise(of: Void.self)
    send(response, body, keepAlive: keepAlive, context, promise: promise)
    return promise.futureResult
  }

  private func send(
    _ response: RelayResponse, _ body: [ByteBuffer], keepAlive: Bool, _ context: ChannelHandlerContext,
    promise: EventLoopPromise<Void>?
  ) {
    let length = body.reduce(0) { $0 + $1.readableBytes }
    let isCopied = length <= ResponseText.copiedBody
    var head = text(response, length: length, keepAlive: keepAlive, room: isCopied ? length : 0, context)
    guard isCopied else {
      context.write(wrapOutboundOut(head), promise: nil)
      for piece in body.dropLast() { context.write(wrapOutboundOut(piece), promise: nil) }
      return context.writeAndFlush(wrapOutboundOut(body.last ?? ByteBuffer()), promise: promise)
    }
    for piece in body { head.writeImmutableBuffer(piece) }
    context.writeAndFlush(wrapOutboundOut(head), promise: promise)
  }

  private func text(
    _ response: RelayResponse, length: Int?, keepAlive: Bool, room: Int, _ context: ChannelHandlerContext
  ) -> ByteBuffer {
    ResponseText.head(
      response, version: version, length: length, keepAlive: keepAlive, room: room, context.channel.allocator)
  }
}
