import AccountStore
import DaemonAPI
import Hummingbird
import Jasper
import Platform
import Sealing

/// The relays that an account knows.
struct RelayRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/relays") { request, context in
        let messenger = try await house.messenger(context)
        if try RequestReader.flag("probe", request) {
          try await probe(try await messenger.mesh.book.known().map(\.url), messenger.mesh)
        }
        return try JSONAnswer.response(RelayList(relays: try await entries(messenger)))
      },
      .post("/v1/accounts/{id}/relays") { request, context in
        let messenger = try await house.messenger(context)
        let body: RelayRequest = try await RequestReader.body(request)
        guard let url = RelayURL(body.url), !url.address.kind.isNeverAPeer else {
          throw JasperError(
            .addressRefused, "'\(body.url.prefix(200))' is no relay's address",
            hint: "write http://HOST:PORT or https://HOST:PORT")
        }
        try await messenger.mesh.book.add(url)
        // A relay that does not answer now is on the list all the same; the entry says so.
        try await probe([url], messenger.mesh)
        await messenger.wakeAll()
        guard let entry = try await entries(messenger).first(where: { $0.url == url.text }) else {
          throw MessagingError(.relayNotFound, "the relay was removed meanwhile")
        }
        return try JSONAnswer.response(entry, status: .created)
      },
      .delete("/v1/accounts/{id}/relays") { request, context in
        let messenger = try await house.messenger(context)
        guard let url = request.uri.queryParameters["url"] else { throw APIError(.badRequest, "url is missing") }
        let entry = try await messenger.mesh.book.remove(String(url))
        await messenger.wakeAll()
        return try JSONAnswer.response(entry)
      },
    ]
  }

  private func probe(_ urls: [RelayURL], _ mesh: MeshAccess) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for url in urls {
        group.addTask {
          do { try await mesh.probe(url) } catch is JasperError {
            // It is in the book, and so in the answer.
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func entries(_ messenger: AccountMessenger) async throws -> [RelayEntry] {
    let relays = ReceivingRelays(desk: messenger.desk)
    let receiving = try await relays.choose(for: relays.recipients())
    return try await messenger.mesh.book.entries(receiving: Set(receiving.map(\.relay)))
  }
}
