import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Ties the router to Hummingbird's HTTP/1.1 channel.
enum RequestHandler {
  /// Longest header field and all of them together, in bytes.
  private static let headerLimit = 16 * 1024

  static func channel(for routes: [Route], logger: Logger) -> HTTP1Channel {
    let responder = RouteTable.responder(for: routes)
    var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
    decoder.maxHeaderFieldSize = headerLimit
    decoder.maxHeaderListSize = headerLimit
    decoder.maxHeaderFieldCount = 100
    return HTTP1Channel(
      responder: { request, writer, channel in
        let context = DaemonContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        let response = try await responder.respond(to: request, context: context)
        logger.debug(
          "\(request.method.rawValue) \(request.uri.path)", metadata: ["status": "\(response.status.code)"])
        try await writer.write(response: response.head, body: response.body)
      },
      configuration: HTTP1Channel.Configuration(
        idleTimeout: .seconds(SocketServer.idleSeconds), httpDecoderConfiguration: decoder))
  }
}
