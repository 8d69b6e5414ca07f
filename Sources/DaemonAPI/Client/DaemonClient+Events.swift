import FoundationEssentials

/// The stream of events (server-sent events, WHATWG HTML §9.2).
extension DaemonClient {
  /// Calls `body` for every event of every account, from now on, until `body` throws, the task is cancelled or the
  /// daemon ends.
  /// - Parameter cursor: `id` of the last event seen, to get what came since; nil for new ones only.
  /// - Throws: what `body` throws, or `daemonUnreachable`.
  public func watchEvents(
    after cursor: String? = nil, _ body: (_ event: Event, _ cursor: String) throws -> Void
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
    var parser = EventStreamParser()
    for try await piece in pieces {
      for message in parser.append(piece) {
        try body(try JSONDecoder().decode(Event.self, from: Data(message.data.utf8)), message.id)
      }
    }
  }
}

/// Cuts the bytes of an event stream into messages.
struct EventStreamParser {
  struct Message: Equatable {
    var id = ""
    var data = ""
  }

  private var line: [UInt8] = []
  private var message = Message()

  /// The messages that `bytes` complete. Comments (keep-alive) and unknown fields are passed over.
  mutating func append(_ bytes: some Sequence<UInt8>) -> [Message] {
    var complete: [Message] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        if byte != UInt8(ascii: "\r") { line.append(byte) }
        continue
      }
      if line.isEmpty {
        if !message.data.isEmpty { complete.append(message) }
        message.data = ""
      } else {
        take(String(decoding: line, as: UTF8.self))
      }
      line.removeAll(keepingCapacity: true)
    }
    return complete
  }

  private mutating func take(_ line: String) {
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...].drop { $0 == " " }
    switch line[..<colon] {
    case "id": message.id = String(value)
    case "data": message.data += message.data.isEmpty ? String(value) : "\n" + value
    default: break
    }
  }
}
