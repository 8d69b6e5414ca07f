import GnuTLS
import NIOCore

/// TLS between a channel's socket and its other handlers (RFC 8446, RFC 5246), by GnuTLS.
///
/// The first handler of a pipeline. What is written waits for a flush and then goes out in as few records as possible.
public final class TLSHandler: ChannelDuplexHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = ByteBuffer
  public typealias OutboundIn = IOData
  public typealias OutboundOut = ByteBuffer

  /// What ends a connection beside errors of `GnuTLSError`.
  public enum Failure: Error {
    /// The handshake was not done in time.
    case handshakeTooSlow
    /// The connection ended without the word that it does, so that something may have been cut off.
    case truncated
    /// More is to be written before the handshake is done than is kept.
    case tooMuchWaiting
  }

  /// Bytes that wait for the handshake.
  static let waitingLimit = 1 << 20

  private enum State { case handshaking, open, closed }

  private let session: TLSSession
  private let seconds: Int64
  private let established: EventLoopPromise<Void>?
  private var state = State.handshaking
  private var timer: Scheduled<Void>?
  private var waiting: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
  private var waitingBytes = 0
  private var isFlushed = false

  /// - Parameters:
  ///   - session: a fresh one.
  ///   - seconds: until the handshake must be done.
  ///   - established: told when it is, or will never be.
  public init(_ session: TLSSession, seconds: Int64, established: EventLoopPromise<Void>? = nil) {
    self.session = session
    self.seconds = seconds
    self.established = established
  }

  public func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin(context) } }

  public func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard timer == nil else { return }
    let bound = context.loopBound
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
      if self.state == .handshaking { self.fail(Failure.handshakeTooSlow, bound.value) }
    }
    // A client's first words; a server has none.
    receive(ByteBuffer(), context)
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) { receive(unwrapInboundIn(data), context) }

  private func receive(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    guard state != .closed else { return }
    var plain = ByteBuffer()
    var failure: GnuTLSError?
    do throws(GnuTLSError) {
      // No error can leave the closure that lends the bytes, so it carries one out.
      try bytes.withUnsafeReadableBytes { raw in
        Result { () throws(GnuTLSError) in try session.receive(raw) { plain.writeBytes($0) } }
      }.get()
    } catch {
      failure = error
    }
    let isNew = state == .handshaking && session.isEstablished
    if isNew { state = .open }
    sendOutput(context)
    if isNew {
      timer?.cancel()
      established?.succeed()
      if isFlushed { encrypt(context) }
    }
    // What was authentic before it broke off is still that.
    if plain.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plain)) }
    if let failure { return fail(failure, context) }
    if session.isEnded, state == .open { context.close(promise: nil) }
  }

  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .byteBuffer(let bytes) = unwrapOutboundIn(data), state != .closed else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    waitingBytes += bytes.readableBytes
    guard state == .open || waitingBytes <= Self.waitingLimit else {
      promise?.fail(Failure.tooMuchWaiting)
      return fail(Failure.tooMuchWaiting, context)
    }
    waiting.append((bytes, promise))
  }

  public func flush(context: ChannelHandlerContext) {
    isFlushed = true
    if state == .open { encrypt(context) }
    context.flush()
  }

  public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if mode != .input { end(context) }
    context.close(mode: mode, promise: promise)
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if state == .handshaking { established?.fail(error) }
    context.fireErrorCaught(error)
  }

  public func channelInactive(context: ChannelHandlerContext) {
    // Without its end a body that is as long as the connection could have been cut off by anybody.
    if state == .open, !session.isEnded { context.fireErrorCaught(Failure.truncated) }
    drop(ChannelError.eof)
    context.fireChannelInactive()
  }

  public func handlerRemoved(context: ChannelHandlerContext) { drop(ChannelError.eof) }

  /// Encrypts what waits.
  private func encrypt(_ context: ChannelHandlerContext) {
    isFlushed = false
    guard !waiting.isEmpty else { return }
    let writes = waiting
    (waiting, waitingBytes) = ([], 0)
    let done = context.eventLoop.makePromise(of: Void.self)
    for write in writes { done.futureResult.cascade(to: write.promise) }
    do throws(GnuTLSError) {
      try Self.lend(writes[...].map(\.bytes)[...], []) { (pieces) throws(GnuTLSError) in try session.send(pieces) }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: session.takeOutput())), promise: done)
    } catch {
      done.fail(error)
      fail(error, context)
    }
  }

  /// Lends the bytes of all buffers at once.
  private static func lend(
    _ buffers: ArraySlice<ByteBuffer>, _ pieces: [UnsafeRawBufferPointer],
    _ body: ([UnsafeRawBufferPointer]) throws(GnuTLSError) -> Void
  ) throws(GnuTLSError) {
    guard let first = buffers.first else { return try body(pieces) }
    try first.withUnsafeReadableBytes { raw in
      Result { () throws(GnuTLSError) in try lend(buffers.dropFirst(), pieces + [raw], body) }
    }.get()
  }

  /// Sends what the session has to say for itself.
  private func sendOutput(_ context: ChannelHandlerContext) {
    let output = session.takeOutput()
    if !output.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil) }
  }

  private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
    guard state != .closed else { return }
    // The alert about it.
    sendOutput(context)
    state = .closed
    drop(error)
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }

  /// Sends what was flushed, and that nothing more comes.
  private func end(_ context: ChannelHandlerContext) {
    guard state == .open else { return drop(ChannelError.ioOnClosedChannel) }
    if isFlushed { encrypt(context) }
    session.end()
    sendOutput(context)
    drop(ChannelError.ioOnClosedChannel)
  }

  /// Nothing is written any more.
  private func drop(_ error: any Error) {
    timer?.cancel()
    if state == .handshaking { established?.fail(error) }
    state = .closed
    let dropped = waiting
    (waiting, waitingBytes) = ([], 0)
    for write in dropped { write.promise?.fail(error) }
  }
}
