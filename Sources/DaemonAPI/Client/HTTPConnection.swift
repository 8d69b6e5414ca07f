import Glibc
import Platform
import Synchronization

/// The client's side of one HTTP/1.1 exchange (RFC 9112), blocking. It knows what a server of ours may answer with: a
/// body of stated length, in chunks (§7.1), or until the connection closes.
final class HTTPConnection: Sendable {
  private enum Framing {
    case length(Int)
    case chunks
    case untilClosed
    case finished
  }

  private struct Input {
    var bytes: [UInt8] = []
    var position = 0
    var framing = Framing.finished
  }

  /// Most bytes of a head, or of a chunk's first line.
  private static let headLimit = 64 * 1024

  private let socket: LocalSocket
  private let input = Mutex(Input())

  /// - Parameter silenceSeconds: after this time without a byte reading fails; nil for a stream that may be quiet.
  /// - Throws: `SystemError.socketFailed`, `socketPathTooLong`.
  init(to path: String, silenceSeconds: Int?) throws(SystemError) {
    socket = try LocalSocket(connectingTo: path)
    guard let silenceSeconds else { return }
    var limit = timeval(tv_sec: silenceSeconds, tv_usec: 0)
    guard setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size)) == 0
    else { throw SystemError(.socketFailed, "no time limit could be set on a local socket", systemCode: errno) }
  }

  /// Ends the exchange from another thread: whoever reads sees the end of the stream.
  func hangUp() { socket.shutDown() }

  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  func send(_ request: LocalHTTP.Request) throws(SystemError) {
    var head = "\(request.method) \(request.path) HTTP/1.1\r\nhost: signetd\r\nconnection: close\r\n"
    for (name, value) in request.headers { head += "\(name): \(value)\r\n" }
    if !request.body.isEmpty { head += "content-length: \(request.body.count)\r\n" }
    let message = Array((head + "\r\n").utf8) + request.body
    try message.withUnsafeBytes { raw in Result { () throws(SystemError) in try socket.write(raw) } }.get()
  }

  /// Reads the status line and the headers.
  /// - Returns: the status code.
  /// - Throws: `SystemError.connectionClosed`, `socketFailed`, `messageTooLarge`.
  func readHead() throws(SystemError) -> Int {
    try input.withLock { (input) throws(SystemError) in
      let words = try line(&input).split(separator: " ", maxSplits: 2)
      guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]), (100..<600).contains(status)
      else { throw Self.malformed("its first line is none of HTTP/1.1") }
      input.framing = .untilClosed
      while true {
        let header = try line(&input)
        if header.isEmpty { break }
        try note(header, in: &input)
      }
      if status == 204 || status == 304 { input.framing = .finished }
      return status
    }
  }

  /// The next bytes of the body; nil at its end.
  /// - Throws: `SystemError.connectionClosed` when it ends too early; `socketFailed`, `messageTooLarge`.
  func readPiece() throws(SystemError) -> [UInt8]? {
    try input.withLock { (input) throws(SystemError) in
      switch input.framing {
      case .finished: return nil
      case .untilClosed: return try fill(&input) ? take(&input, atMost: .max) : nil
      case .length(let left):
        if left == 0 { return nil }
        guard try fill(&input) else { throw Self.cutShort() }
        let piece = take(&input, atMost: left)
        input.framing = .length(left - piece.count)
        return piece
      case .chunks: return try chunk(&input)
      }
    }
  }

  private func note(_ header: String, in input: inout Input) throws(SystemError) {
    guard let colon = header.firstIndex(of: ":") else { throw Self.malformed("a header has no colon") }
    let value = header[header.index(after: colon)...].drop { $0 == " " }.lowercased()
    switch header[..<colon].lowercased() {
    case "transfer-encoding":
      guard value == "chunked" else { throw Self.malformed("a transfer coding that was not asked for") }
      input.framing = .chunks
    case "content-length":
      guard let length = Int(value), length >= 0 else { throw Self.malformed("its length is no number") }
      if case .untilClosed = input.framing { input.framing = .length(length) }
    default: break
    }
  }

  private func chunk(_ input: inout Input) throws(SystemError) -> [UInt8]? {
    let size = try line(&input).prefix { $0 != ";" }
    guard let length = Int(size, radix: 16), (0...LocalHTTP.answerLimit).contains(length) else {
      throw Self.malformed("a chunk's size is no number")
    }
    if length == 0 {
      input.framing = .finished
      return nil
    }
    var piece: [UInt8] = []
    while piece.count < length {
      guard try fill(&input) else { throw Self.cutShort() }
      piece += take(&input, atMost: length - piece.count)
    }
    guard try line(&input).isEmpty else { throw Self.malformed("a chunk is longer than it says") }
    return piece
  }

  /// One line without its end.
  private func line(_ input: inout Input) throws(SystemError) -> String {
    var line: [UInt8] = []
    while true {
      guard try fill(&input) else { throw Self.cutShort() }
      let byte = input.bytes[input.position]
      input.position += 1
      if byte == UInt8(ascii: "\n") { break }
      line.append(byte)
      guard line.count <= Self.headLimit else {
        throw SystemError(.messageTooLarge, "a line of over \(Self.headLimit) bytes in an answer of the daemon")
      }
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  private func take(_ input: inout Input, atMost limit: Int) -> [UInt8] {
    let end = input.position + min(limit, input.bytes.count - input.position)
    let piece = Array(input.bytes[input.position..<end])
    input.position = end
    return piece
  }

  /// Sees to it that a byte is there; false at the end of the stream.
  private func fill(_ input: inout Input) throws(SystemError) -> Bool {
    if input.position < input.bytes.count { return true }
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let received = read(socket.descriptor, &buffer, buffer.count)
      if received < 0 && errno == EINTR { continue }
      if received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) {
        throw SystemError(.timedOut, "the daemon did not answer in time")
      }
      guard received >= 0 else {
        throw SystemError(.socketFailed, "reading the daemon's answer failed", systemCode: errno)
      }
      input.bytes = Array(buffer[..<received])
      input.position = 0
      return received > 0
    }
  }

  private static func cutShort() -> SystemError {
    SystemError(.connectionClosed, "the daemon's answer is cut short")
  }

  private static func malformed(_ what: String) -> SystemError {
    SystemError(.socketFailed, "the daemon's answer cannot be read: \(what)")
  }
}
