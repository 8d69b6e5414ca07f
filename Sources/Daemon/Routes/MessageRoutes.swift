import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Platform
import Sealing

/// Messages in and out.
struct MessageRoutes {
  static let longestList = 1000
  /// Most bytes of a message's body: 256 KiB of text, each character escaped at worst.
  static let bodyLimit = 2 << 20

  let house: DaemonHouse

  var all: [Route] {
    [
      .post("/v1/accounts/{id}/messages") { request, context in
        let messenger = try await house.messenger(context)
        let body: MessageRequest = try await RequestReader.body(request, limit: Self.bodyLimit)
        let sent = try await MessageService(desk: messenger.desk).send(body)
        await messenger.wakeSender()
        return try JSONAnswer.response(sent, status: .created)
      },
      .get("/v1/accounts/{id}/messages") { request, context in
        let desk = try await house.messenger(context).desk
        let query = request.uri.queryParameters
        let partner = query["with"].map(String.init)
        let after: Int64 = try RequestReader.number("after", request, default: 0, in: 0...Int64.max)
        let limit = try RequestReader.number("limit", request, default: 100, in: 1...Self.longestList)
        let unread = try RequestReader.flag("unread", request)
        return try JSONAnswer.response(
          try await desk.withDatabase { database in
            try Self.list(desk, database, with: partner, after: after, limit: limit, unread: unread)
          })
      },
      .post("/v1/accounts/{id}/messages/read") { request, context in
        let desk = try await house.messenger(context).desk
        let number: Int64 = try RequestReader.number("upTo", request, default: 0, in: 0...Int64.max)
        return try JSONAnswer.response(
          try await desk.withDatabase { database in
            // What is still to come cannot have been read.
            let last = try database.lastMessageNumber()
            try database.write { try $0.markRead(upTo: min(number, last)) }
            return try Self.list(desk, database, with: nil, after: 0, limit: 1, unread: true)
          })
      },
      .get("/v1/accounts/{id}/refusals") { _, context in
        let desk = try await house.messenger(context).desk
        return try JSONAnswer.response(
          RefusalList(
            refusals: try await desk.withDatabase { try $0.refusedPackets() }.reversed().map {
              Refusal(number: $0.number, at: $0.at, hash: $0.hash, from: $0.claimed?.text, failures: $0.failures)
            }))
      },
      .post("/v1/accounts/{id}/fetch") { _, context in
        try JSONAnswer.response(try await house.messenger(context).fetchNow())
      },
      .get("/v1/accounts/{id}/outbox") { _, context in
        let desk = try await house.messenger(context).desk
        return try JSONAnswer.response(
          OutboxList(entries: try await desk.withDatabase { try $0.openOutbox() }.map(Self.item)))
      },
    ]
  }

  private static func list(
    _ desk: AccountDesk, _ database: AccountDatabase, with partner: String?, after: Int64, limit: Int, unread: Bool
  ) throws -> MessageList {
    let builder = try InboxBuilder(desk, database)
    var messages: [InboxMessage]
    if let partner {
      let target = try MessageTarget.find(partner, desk: desk, database: database)
      messages = try builder.conversation(ConversationKey(target))
    } else {
      messages = try builder.received(limit: unread || after > 0 ? longestList : limit)
    }
    if after > 0 { messages = messages.filter { $0.change > after } }
    if unread { messages = messages.filter { !$0.read } }
    return MessageList(
      messages: Array(messages.suffix(limit)), refused: try database.refusedPacketCount(),
      heldBack: try database.heldPacketCount(), pending: try database.outboxCounts().open)
  }

  private static func item(_ entry: OutboxEntry) -> OutboxItem {
    OutboxItem(
      number: entry.number, hash: entry.packetHash, to: entry.to?.text, kind: entry.kind.rawValue,
      state: entry.state.rawValue, attempts: entry.attempts, relay: entry.sentThrough, nextTry: entry.notBefore,
      error: entry.lastError)
  }
}
