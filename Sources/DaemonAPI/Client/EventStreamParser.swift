/// Cuts the bytes of an event stream into messages (server-sent events, WHATWG HTML §9.2).
struct EventStreamParser {
  struct Message: Equatable {
    /// The last one told; a message without one has that of the message before.
    var id = ""
    /// Its type; empty: `message`, as the standard has it.
    var event = ""
    var data = ""
  }

  private var line: [UInt8] = []
  private var message = Message()
  private var isNewID = false

  /// The messages that `bytes` complete; one without data where only a new ID was told. Comments (keep-alive) and
  /// unknown fields are passed over.
  mutating func append(_ bytes: some Sequence<UInt8>) -> [Message] {
    var complete: [Message] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        if byte != UInt8(ascii: "\r") { line.append(byte) }
        continue
      }
      if line.isEmpty {
        if !message.data.isEmpty || isNewID { complete.append(message) }
        message.data = ""
        message.event = ""
        isNewID = false
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
    case "id":
      message.id = String(value)
      isNewID = true
    case "event": message.event = String(value)
    case "data": message.data += message.data.isEmpty ? String(value) : "\n" + value
    default: break
    }
  }
}
