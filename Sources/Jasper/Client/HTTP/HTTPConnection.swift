import NIOCore
import NIOHTTP1

/// A connection to a server, for one request at a time.
final class HTTPConnection: Sendable {
  /// What a kept connection is good for: the same server at the same address.
  struct Origin: Sendable, Hashable {
    let server: RelayURL
    let address: NetworkAddress
  }

  let origin: Origin
  let channel: any Channel

  init(_ channel: any Channel, to origin: Origin) {
    self.channel = channel
    self.origin = origin
  }

  /// Puts the handlers in front of a new channel's application end.
  static func configure(_ channel: any Channel) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 16 << 10
    limits.maxHeaderListSize = 32 << 10
    limits.maxHeaderFieldCount = 128
    let watch = AnswerWatch()
    let decoder = HTTPResponseDecoder(limitConfiguration: limits)
    try channel.pipeline.syncOperations.addHandlers([
      watch, HTTPRequestEncoder(), ByteToMessageHandler(decoder), ExchangeHandler(watch: watch),
    ])
  }

  /// Sends a request and waits for its answer. A task that is cancelled closes the connection.
  func run(_ exchange: HTTPExchange) async throws(ExchangeFailure) -> HTTPAnswer {
    let channel = channel
    let result: Result<HTTPAnswer, ExchangeFailure> = await withTaskCancellationHandler {
      do {
        return .success(
          try await channel.eventLoop.flatSubmit {
            let promise = channel.eventLoop.makePromise(of: HTTPAnswer.self)
            do {
              try channel.pipeline.syncOperations.handler(type: ExchangeHandler.self).start(exchange, promise)
            } catch {
              // A pipeline without handlers is that of a connection that has ended.
              promise.fail(ExchangeFailure.closed(untouched: true))
            }
            return promise.futureResult
          }.get())
      } catch {
        return .failure(error as? ExchangeFailure ?? .closed(untouched: false))
      }
    } onCancel: {
      channel.close(promise: nil)
    }
    if case .failure = result, Task.isCancelled { throw .cancelled }
    return try result.get()
  }
}
