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

  let accounts: AccountDirectory
  let hub: EventHub

  /// - Parameter cursor: what was seen already; nil for new events only.
  func response(after cursor: EventCursor?) async throws -> Response {
    // Watching begins before the place is looked up: what happens in between is then read, not missed.
    let changes = hub.changes()
    let start: EventCursor
    if let cursor { start = cursor } else { start = try await present() }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        try await Self.send(to: &writer, changes: ticking(changes), from: start, accounts: accounts)
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
      }
      return cursor
    }
  }

  private static func send(
    to writer: inout any ResponseBodyWriter, changes: AsyncStream<String?>, from start: EventCursor,
    accounts: AccountDirectory
  ) async throws {
    var cursor = start
    try await writer.write(ByteBuffer(string: ": signetd\n\n"))
    for id in try await BlockingWork.run({ try accounts.ids() }) {
      try await send(id.text, &cursor, to: &writer, accounts)
    }
    for await change in changes {
      if let account = change {
        try await send(account, &cursor, to: &writer, accounts)
      } else {
        try await writer.write(ByteBuffer(string: ": still here\n\n"))
      }
    }
  }

  private static func send(
    _ account: String, _ cursor: inout EventCursor, to writer: inout any ResponseBodyWriter,
    _ accounts: AccountDirectory
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
