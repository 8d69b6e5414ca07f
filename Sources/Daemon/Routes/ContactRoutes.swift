import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Jasper
import Platform
import Sealing

/// Contacts and our invitation.
struct ContactRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/invitation") { _, context in
        let messenger = try await house.messenger(context)
        return try JSONAnswer.response(try await InvitationMaker(desk: messenger.desk).invitation())
      },
      .get("/v1/accounts/{id}/contacts") { _, context in
        let desk = try await house.messenger(context).desk
        return try JSONAnswer.response(
          ContactList(contacts: try await desk.withDatabase { try ContactBook(desk, $0).list() }))
      },
      .post("/v1/accounts/{id}/contacts") { request, context in
        let messenger = try await house.messenger(context)
        let body: ContactRequest = try await RequestReader.body(request)
        return try JSONAnswer.response(try await messenger.addContact(body))
      },
      .get("/v1/accounts/{id}/contacts/{contact}") { _, context in
        let desk = try await house.messenger(context).desk
        let named = try RequestReader.parameter("contact", context)
        return try JSONAnswer.response(
          try await desk.withDatabase { database in
            let book = ContactBook(desk, database)
            return try book.details(book.findAny(named))
          })
      },
      .patch("/v1/accounts/{id}/contacts/{contact}") { request, context in
        let desk = try await house.messenger(context).desk
        let named = try RequestReader.parameter("contact", context)
        let body: ContactChange = try await RequestReader.body(request)
        return try await change(desk) { book in
          let id = try book.findAny(named)
          try book.change(id, body, now: .now())
          return id
        }
      },
      .delete("/v1/accounts/{id}/contacts/{contact}") { _, context in
        let desk = try await house.messenger(context).desk
        let named = try RequestReader.parameter("contact", context)
        return try await change(desk) { book in
          let id = try book.findAny(named)
          try book.remove(id, now: .now())
          return id
        }
      },
      .get("/v1/accounts/{id}/contacts/{contact}/safety-number") { _, context in
        let desk = try await house.messenger(context).desk
        let named = try RequestReader.parameter("contact", context)
        return try JSONAnswer.response(
          try await desk.withDatabase { database in
            let book = ContactBook(desk, database)
            let id = try book.findAny(named)
            let peer = try database.peer(id)
            guard let number = try book.safetyNumber(peer) else {
              throw MessagingError(
                .contactNotFound, "the account of \(id) is not known yet: there is nothing to compare",
                hint: "it is known once its card was found")
            }
            return DaemonAPI.SafetyNumber(number: number.description, verifiedAt: peer?.verifiedAt)
          })
      },
    ]
  }

  private func change(
    _ desk: AccountDesk, _ body: @escaping @Sendable (ContactBook) throws -> JamiID
  ) async throws -> Response {
    let details = try await desk.change { database in
      let book = ContactBook(desk, database)
      return try book.details(body(book))
    }
    desk.tellWatchers()
    return try JSONAnswer.response(details)
  }
}
