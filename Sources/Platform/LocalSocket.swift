import CPlatform
import Glibc

/// One end of a connected local stream socket; blocking; closed when the last reference goes.
public final class LocalSocket: Sendable {
  /// For calls that need the bare descriptor; it stays this object's.
  public let descriptor: Int32

  /// Takes `descriptor` over.
  public init(owning descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Connects to the socket at `path`.
  /// - Throws: `SystemError.socketPathTooLong`, `socketFailed` (with `ENOENT` or `ECONNREFUSED` where nobody listens).
  public init(connectingTo path: String) throws(SystemError) {
    let connected = sg_unix_connect(path)
    guard connected >= 0 else { throw LocalListener.failure("connecting to", path) }
    descriptor = connected
  }

  /// Two ends connected to each other.
  /// - Throws: `SystemError.socketFailed`.
  public static func pair() throws(SystemError) -> (LocalSocket, LocalSocket) {
    var ends: [Int32] = [-1, -1]
    guard sg_socket_pair(&ends) == 0 else {
      throw SystemError(.socketFailed, "a socket pair could not be made", systemCode: errno)
    }
    return (LocalSocket(owning: ends[0]), LocalSocket(owning: ends[1]))
  }

  /// Writes all of `bytes`.
  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = UnsafeRawBufferPointer(rebasing: rest)
      let written = send(descriptor, chunk.baseAddress, chunk.count, Int32(MSG_NOSIGNAL))
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        let gone = errno == EPIPE || errno == ECONNRESET
        throw SystemError(
          gone ? .connectionClosed : .socketFailed, "writing to a local socket failed", systemCode: errno)
      }
    }
  }

  /// Fills all of `buffer`.
  /// - Throws: `SystemError.connectionClosed` at the end of the stream, `socketFailed`.
  public func readExactly(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) {
    var filled = 0
    while filled < buffer.count {
      let received = read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)  // count > 0: has an address
      if received > 0 {
        filled += received
      } else if received == 0 {
        throw SystemError(.connectionClosed, "the other end of a local socket closed it")
      } else if errno != EINTR {
        let gone = errno == ECONNRESET
        throw SystemError(
          gone ? .connectionClosed : .socketFailed, "reading from a local socket failed", systemCode: errno)
      }
    }
  }

  /// Writes one message: its length in 4 bytes, big-endian, then the bytes.
  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  public func writeMessage(_ bytes: [UInt8]) throws(SystemError) {
    let length = UInt32(bytes.count).bigEndian
    let header = withUnsafeBytes(of: length) { [UInt8]($0) }
    let message = header + bytes
    try message.withUnsafeBytes { raw in Result { () throws(SystemError) in try write(raw) } }.get()
  }

  /// Reads one message of at most `limit` bytes; nil when the stream ended before it began.
  /// - Throws: `SystemError.messageTooLarge`, `connectionClosed`, `socketFailed`.
  public func readMessage(limit: Int) throws(SystemError) -> [UInt8]? {
    var length: UInt32 = 0
    var first: UInt8 = 0
    let received = retrying { read(descriptor, &first, 1) }
    if received == 0 || (received < 0 && errno == ECONNRESET) { return nil }
    guard received == 1 else {
      throw SystemError(.socketFailed, "reading from a local socket failed", systemCode: errno)
    }
    var header: [UInt8] = [first, 0, 0, 0]
    try header.withUnsafeMutableBytes { raw in
      Result { () throws(SystemError) in try readExactly(into: UnsafeMutableRawBufferPointer(rebasing: raw[1...])) }
    }.get()
    for byte in header { length = length << 8 | UInt32(byte) }
    guard length <= limit else {
      throw SystemError(
        .messageTooLarge, "a message of \(length) bytes over a local socket; at most \(limit) are taken")
    }
    var body = [UInt8](repeating: 0, count: Int(length))
    try body.withUnsafeMutableBytes { raw in Result { () throws(SystemError) in try readExactly(into: raw) } }.get()
    return body
  }

  /// Ends both directions: a reader at either end sees the end of the stream. The descriptor stays valid.
  public func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Whether the other end is closed. What it sent before can still be there to read.
  public var isHungUp: Bool {
    var state = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLHUP | POLLERR) != 0
  }

  private func retrying(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
