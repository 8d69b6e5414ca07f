import FoundationEssentials
import Platform

/// Messages to and from a worker: JSON, each behind its length.
extension LocalSocket {
  /// Most bytes of one message, where nobody says otherwise.
  public static let messageLimit = 1 << 20

  /// The next message. Nil when the other end is gone, or says what is no such message: either way it is over.
  public func receive<Message: Decodable>(limit: Int = messageLimit) -> Message? {
    do {
      guard let bytes = try readMessage(limit: limit) else { return nil }
      return try JSONDecoder().decode(Message.self, from: Data(bytes))
    } catch {
      return nil
    }
  }

  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  public func send(_ message: some Encodable) throws(SystemError) {
    let bytes: [UInt8]
    do { bytes = [UInt8](try JSONEncoder().encode(message)) } catch {
      throw SystemError(.socketFailed, "a message for a worker or from one could not be encoded")
    }
    try writeMessage(bytes)
  }
}
