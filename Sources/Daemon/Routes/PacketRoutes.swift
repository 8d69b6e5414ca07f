import DaemonAPI
import Hummingbird
import Jasper
import Platform

/// The signing agent and its counterpart: packets made of fields, opened, and looked at from outside.
struct PacketRoutes {
  /// Most bytes of a packet's body: a relay takes 1 MiB.
  static let bodyLimit = 2 << 20

  let house: DaemonHouse

  var all: [Route] {
    [
      .post("/v1/packets/inspect") { request, _ in
        let body: PacketBody = try await RequestReader.body(request, limit: Self.bodyLimit)
        return try JSONAnswer.response(PacketInspection.outline(of: body))
      },
      .post("/v1/accounts/{id}/packets") { request, context in
        let messenger = try await house.messenger(context)
        let body: PacketRequest = try await RequestReader.body(request, limit: MessageRoutes.bodyLimit)
        return JSONAnswer.response(text: try await PacketService(desk: messenger.desk).seal(body).json)
      },
      .post("/v1/accounts/{id}/packets/open") { request, context in
        let messenger = try await house.messenger(context)
        let body: PacketBody = try await RequestReader.body(request, limit: Self.bodyLimit)
        return try JSONAnswer.response(try await PacketService(desk: messenger.desk).open(body))
      },
    ]
  }
}
