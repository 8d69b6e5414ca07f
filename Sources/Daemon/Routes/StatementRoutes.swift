import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Platform

/// The logs of an account and of its contacts.
struct StatementRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/statements") { request, context in
        let id = try RequestReader.parameter("id", context)
        let messenger = try await house.messaging.messenger(of: id)
        let contact = request.uri.queryParameters["contact"].map(String.init)
        let verify = request.uri.queryParameters["verify"].map(String.init) == "true"
        return try JSONAnswer.response(try await Self.list(messenger.desk, contact: contact, verify: verify))
      },
      .post("/v1/accounts/{id}/statements") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: StatementRequest = try await RequestReader.body(request)
        return try JSONAnswer.response(
          try await house.operations.start(.statement(account: folder.id.text, request: body)), status: .accepted)
      },
    ]
  }

  private static func list(_ desk: AccountDesk, contact: String?, verify: Bool) async throws -> StatementList {
    let now = UnixTime.now()
    let (book, id, names) = try await desk.withDatabase { database in
      let id = try contact.map { try ContactBook(desk, database).findAny($0) }
      let account = try id.map { try database.peer($0)?.pin } ?? desk.account
      let book = try account.flatMap {
        try desk.books.book(of: $0, isOwn: id == nil, database: database, now: now)
      }
      let names = id == nil ? try database.devices().map { ($0.id, $0.name) } : []
      return (book, id, Dictionary(names) { first, _ in first })
    }
    guard let book else {
      throw MessagingError(
        .logUnknown, "no log is known yet",
        hint: contact == nil
          ? "it is begun with the account's keys: `signet key make`" : "it comes with the next packets")
    }
    guard verify else { return StatementReport(book, names: names).list(contact: id, problems: nil) }
    let problems = try await CPUWork.run {
      LogSequence.failures(
        of: LogSequence.entries(of: book.log), account: book.log.account, genesis: book.log.genesis,
        keys: book.log.keys.values, heads: book.state.heads, checker: StatementSignatures(), now: now)
    }
    return StatementReport(book, names: names).list(contact: id, problems: problems)
  }
}
