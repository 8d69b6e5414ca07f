import AccountStore
import DaemonAPI
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Identity
import NIOCore

/// The answer of `GET /v1/events`: server-sent events that go on until the client or the daemon ends.
struct EventStream {
  /// A comment this often tells a proxy, and a client that is gone, that the line is used.
  private static let keepAliveSeconds = 15

  /// Messages that are read at a time.
  private static let messageBatch = 200

  let accounts: AccountDirectory
  let hub: EventHub
  let messaging: MessagingHouse

  /// - Parameter cursor: what was seen already; nil for new events only.
  func response(after cursor: EventCursor?) async throws -> Response {
    // Watching begins before the place is looked up: what happens in between is then read, not missed.
    let changes = hub.changes()
    let start: EventCursor
    if let cursor { start = cursor } else { start = try await present() }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        try await Self.send(to: &writer, changes: ticking(changes), from: start, accounts: accounts, messaging)
        try await writer.finish(nil)
      })
  }

  /// Where every account's history ends now.
  private func present() async throws -> EventCursor {
    try await BlockingWork.run { [accounts] in
      var cursor = EventCursor()
      for id in try accounts.ids() {
        // One that cannot be read is doctor's matter; its events count from the beginning once it can.
        cursor[id.text] = (try? accounts.events(accounts.data.account(id), after: 0, limit: .max).last?.number) ?? 0
        cursor[EventCursor.messages(of: id.text)] =
          (try? accounts.database(accounts.data.account(id)).lastMessageNumber()) ?? 0  // likewise
      }
      return cursor
    }
  }

  private static func send(
    to writer: inout any ResponseBodyWriter, changes: AsyncStream<String?>, from start: EventCursor,
    accounts: AccountDirectory, _ house: MessagingHouse
  ) async throws {
    var cursor = start
    // An id without data: whoever watches knows its place before anything has come.
    try await writer.write(ByteBuffer(string: ": signetd\nid: \(cursor.text)\n\n"))
    for id in try await BlockingWork.run({ try accounts.ids() }) {
      try await send(id.text, &cursor, to: &writer, accounts, house)
    }
    for await change in changes {
      if let account = change {
        try await send(account, &cursor, to: &writer, accounts, house)
      } else {
        try await writer.write(ByteBuffer(string: ": still here\n\n"))
      }
    }
  }

  private static func send(
    _ account: String, _ cursor: inout EventCursor, to writer: inout any ResponseBodyWriter,
    _ accounts: AccountDirectory, _ house: MessagingHouse
  ) async throws {
    let seen = cursor[account]
    let events: [Event]
    do {
      events = try await BlockingWork.run { try accounts.events(accounts.folder(account), after: seen, limit: .max) }
    } catch {
      return  // forgotten meanwhile, or damaged: the others go on
    }
    for event in events {
      cursor[account] = event.number
      let data = String(decoding: try JSONEncoder().encode(event), as: UTF8.self)
      try await writer.write(ByteBuffer(string: "id: \(cursor.text)\nevent: \(event.kind)\ndata: \(data)\n\n"))
    }
    try await sendMessages(of: account, &cursor, to: &writer, house)
  }

  /// Messages that came, and those that an event changed: each once for each change, as they stand then.
  private static func sendMessages(
    of account: String, _ cursor: inout EventCursor, to writer: inout any ResponseBodyWriter, _ house: MessagingHouse
  ) async throws {
    while true {
      let seen = cursor[EventCursor.messages(of: account)]
      let messages: [InboxMessage]
      do {
        let desk = try await house.messenger(of: account).desk
        messages = try await desk.withDatabase { database in
          guard try database.lastMessageNumber() > seen else { return [] }
          return try InboxBuilder(desk, database).changes(after: seen, limit: messageBatch)
        }
      } catch {
        return  // forgotten meanwhile, or damaged: the others go on
      }
      guard let last = messages.last else { return }
      for message in messages {
        cursor[EventCursor.messages(of: account)] = message.change
        let event = MessageEvent(account: account, message: message)
        let data = String(decoding: try JSONEncoder().encode(event), as: UTF8.self)
        try await writer.write(ByteBuffer(string: "id: \(cursor.text)\nevent: message\ndata: \(data)\n\n"))
      }
      if last.change <= seen { return }
    }
  }

  /// `changes` with a nil every now and then.
  private func ticking(_ changes: AsyncStream<String>) -> AsyncStream<String?> {
    let (stream, continuation) = AsyncStream.makeStream(of: String?.self)
    let forwarding = Task {
      for await change in changes { continuation.yield(change) }
      continuation.finish()
    }
    let ticking = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(Self.keepAliveSeconds))
        continuation.yield(nil)
      }
    }
    continuation.onTermination = { _ in
      forwarding.cancel()
      ticking.cancel()
    }
    return stream
  }
}
