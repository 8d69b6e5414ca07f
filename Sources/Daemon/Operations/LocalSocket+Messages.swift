import FoundationEssentials
import Platform

/// Messages between the daemon and a worker: JSON, each behind its length.
extension LocalSocket {
  /// Most bytes of one message in either direction.
  private static let messageLimit = 1 << 20

  /// The next message. Nil when the other end is gone, or says what is no such message: either way it is over.
  func receive<Message: Decodable>() -> Message? {
    do {
      guard let bytes = try readMessage(limit: Self.messageLimit) else { return nil }
      return try JSONDecoder().decode(Message.self, from: Data(bytes))
    } catch {
      return nil
    }
  }

  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  func send(_ message: some Encodable) throws(SystemError) {
    let bytes: [UInt8]
    do { bytes = [UInt8](try JSONEncoder().encode(message)) } catch {
      throw SystemError(.socketFailed, "a message between daemon and worker could not be encoded")
    }
    try writeMessage(bytes)
  }
}
