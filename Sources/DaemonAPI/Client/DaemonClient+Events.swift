import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The stream of events (server-sent events, WHATWG HTML §9.2).
extension DaemonClient {
  /// Calls `body` for every event of every account, from now on, until `body` throws, the task is cancelled or the
  /// daemon ends.
  /// - Parameter cursor: `id` of the last event seen, to get what came since; nil for new ones only.
  /// - Throws: what `body` throws, or `daemonUnreachable`.
  public func watchEvents(
    after cursor: String? = nil, _ body: (_ event: Event, _ cursor: String) throws -> Void
  ) async throws {
    var request = HTTPClientRequest(url: url("/v1/events"))
    if let cursor { request.headers.add(name: "last-event-id", value: cursor) }
    let response: HTTPClientResponse
    do {
      response = try await HTTPClient.shared.execute(request, deadline: .distantFuture)
    } catch {
      throw unreachable
    }
    guard response.status == .ok else {
      let bytes = try await response.body.collect(upTo: 1 << 20)
      throw Self.error(in: Data(bytes.readableBytesView), status: response.status.code)
    }
    var parser = EventStreamParser()
    for try await chunk in response.body {
      for message in parser.append(chunk.readableBytesView) {
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
