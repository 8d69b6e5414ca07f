import FoundationEssentials
import Jasper
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// `GET /status` for clients that choose a relay, and `GET /metrics` for whoever keeps it.
struct StatusRoutes: Sendable {
  let report: @Sendable () -> RelayStatus
  let metrics: RelayMetrics
  let threads: NIOThreadPool

  var routes: [Route] {
    [
      Route(method: .GET, path: "/status", bodyLimit: 0) { _, loop in
        threads.runIfActive(eventLoop: loop) {
          let encoder = JSONEncoder()
          encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
          return .json(try encoder.encode(report()))
        }
      },
      Route(method: .GET, path: "/metrics", bodyLimit: 0) { _, loop in
        threads.runIfActive(eventLoop: loop) {
          RelayResponse(
            status: .ok, contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: .whole(ByteBuffer(string: metrics.text(report()))))
        }
      },
    ]
  }
}
