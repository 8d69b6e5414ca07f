import FoundationEssentials

/// One thing that the stream of events tells.
public enum StreamedEvent: Sendable {
  /// The stream stands; from here on nothing is missed.
  case begun
  /// A new entry of an account's log.
  case event(Event)
  /// A message that came, or that changed.
  case message(MessageEvent)
}

/// A message on the stream of events.
public struct MessageEvent: Codable, Sendable, Equatable {
  /// Jami ID of the account whose message it is.
  public let account: String
  /// As it stands now.
  public let message: InboxMessage

  public init(account: String, message: InboxMessage) {
    self.account = account
    self.message = message
  }
}

/// The stream of events.
extension DaemonClient {
  /// Calls `body` for every event of every account, from now on, until `body` throws, the task is cancelled or the
  /// daemon ends.
  /// - Parameter cursor: `id` of the last event seen, to get what came since; nil for new ones only.
  /// - Throws: what `body` throws, or `daemonUnreachable`.
  public func watchEvents(
    after cursor: String? = nil, _ body: (_ event: Event, _ cursor: String) throws -> Void
  ) async throws {
    try await watch(after: cursor) { streamed, cursor in
      if case .event(let event) = streamed { try body(event, cursor) }
    }
  }

  /// The same with messages.
  ///
  /// `body` gets the cursor with each; with `begun` the one that the stream begins at, or the one that was given where
  /// the daemon does not tell.
  public func watch(
    after cursor: String? = nil, _ body: (_ streamed: StreamedEvent, _ cursor: String) throws -> Void
  ) async throws {
    var request = LocalHTTP.Request(method: "GET", path: "/v1/events")
    if let cursor { request.headers = [("last-event-id", cursor)] }
    let (status, pieces): (Int, AsyncThrowingStream<[UInt8], any Error>)
    do {
      (status, pieces) = try await LocalHTTP.stream(request, at: location.socketPath)
    } catch {
      throw unreachable
    }
    guard status == 200 else {
      let body = try await pieces.reduce(into: Data()) { $0.append(contentsOf: $1) }
      throw Self.error(in: body, status: status)
    }
    try body(.begun, cursor ?? "")
    var parser = EventStreamParser()
    for try await piece in pieces {
      for message in parser.append(piece) {
        try body(try Self.streamed(message), message.id)
      }
    }
  }

  private static func streamed(_ message: EventStreamParser.Message) throws -> StreamedEvent {
    if message.data.isEmpty { return .begun }
    let data = Data(message.data.utf8)
    if message.event == "message" { return .message(try JSONDecoder().decode(MessageEvent.self, from: data)) }
    return .event(try JSONDecoder().decode(Event.self, from: data))
  }
}
