import Jasper
import NIOCore
import NIOHTTP1
import NIOPosix

/// `POST /signet/reconcile`: one message of Negentropy, protocol version 1, and its answer, as bytes. An addition of
/// Signet relays, announced in `/status` as `reconcile`.
struct ReconcileRoute: Sendable {
  static let path = "/signet/reconcile"
  /// Bytes of a message, either way.
  static let bodyLimit = ReconciliationStrategy().receiveLimit

  let database: PacketDatabase
  let metrics: RelayMetrics

  var route: Route {
    Route(method: .POST, path: Self.path, bodyLimit: Self.bodyLimit) { request, loop in
      database.readingThreads.runIfActive(eventLoop: loop) {
        let responder = ReconciliationResponder(database.look(\.tree))
        do throws(ReconciliationError) {
          let answer = try responder.answer(Array(request.body.readableBytesView))
          return RelayResponse(
            status: .ok, contentType: "application/octet-stream", body: .whole(ByteBuffer(bytes: answer)))
        } catch {
          metrics.refused(status: 400)
          return ErrorAnswers.response(error, .badRequest)
        }
      }
    }
  }
}
