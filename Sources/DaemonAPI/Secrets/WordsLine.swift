import Platform

/// A worker and a terminal talking about words of a recovery kit, over the worker's one-use socket: the daemon neither
/// sees nor keeps them.
///
/// The terminal begins with one byte, the number of the slot. Then the worker has the word: a `WordsTurn` as a message
/// of JSON, and behind it a secret (4 bytes of length, big-endian, and the bytes; mostly of length 0). To `show` and
/// `ask` the terminal answers one byte, a `WordsAnswer`, and a secret in the same form.
public final class WordsLine: Sendable {
  /// Most bytes of a secret: many times what the words of a share take.
  public static let limit = 16 * 1024
  private static let turnLimit = 4096

  private let socket: LocalSocket

  /// The terminal's end.
  /// - Parameter path: `Operation.socket`.
  /// - Throws: `SystemError` of the socket, with its code.
  public init(connectingTo path: String) throws(ErrorReport) {
    do {
      let socket = try LocalSocket(connectingTo: path)
      guard try PeerCredentials(of: socket.descriptor).isSameUser else {
        throw SystemError(.socketFailed, "the socket \(path) belongs to another user")
      }
      try [SecretSlot.recoveryWords.number].withUnsafeBytes { try socket.write($0) }
      self.socket = socket
    } catch {
      throw ErrorReport(any: error)
    }
  }

  /// The worker's end, of which the first byte has been read.
  public init(_ socket: LocalSocket) { self.socket = socket }

  // MARK: the worker

  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  public func say(_ turn: WordsTurn, _ secret: Secret? = nil) throws(SystemError) {
    try socket.send(turn)
    try send(secret)
  }

  /// The answer to `show` or `ask`. Nil when the person gave up, or the terminal is gone.
  /// - Throws: `SystemError.memoryUnavailable`, `socketFailed`.
  public func answer() throws -> Secret? {
    do {
      var answer: UInt8 = 0
      try withUnsafeMutableBytes(of: &answer) { try socket.readExactly(into: $0) }
      guard answer == WordsAnswer.done.rawValue else { return nil }
      return try receive()
    } catch let error as SystemError where error.kind == .connectionClosed {
      return nil
    }
  }

  // MARK: the terminal

  /// What the worker says next, with its secret. Nil when it is gone.
  public func hear() -> (turn: WordsTurn, secret: Secret)? {
    guard let turn: WordsTurn = socket.receive(limit: Self.turnLimit), let secret = try? receive() else {
      return nil  // why it is gone the operation tells
    }
    return (turn, secret)
  }

  /// - Throws: `SystemError.connectionClosed`, `socketFailed`.
  public func answer(_ answer: WordsAnswer, _ secret: Secret? = nil) throws(SystemError) {
    var byte = answer.rawValue
    try withUnsafeBytes(of: &byte) { (raw: UnsafeRawBufferPointer) throws(SystemError) in try socket.write(raw) }
    if answer == .done { try send(secret) }
  }

  // MARK: secrets

  private func send(_ secret: Secret?) throws(SystemError) {
    var length = UInt32(secret?.count ?? 0).bigEndian
    try withUnsafeBytes(of: &length) { (raw: UnsafeRawBufferPointer) throws(SystemError) in try socket.write(raw) }
    try secret?.withBytes { (raw: UnsafeRawBufferPointer) throws(SystemError) in try socket.write(raw) }
  }

  private func receive() throws -> Secret {
    var length: UInt32 = 0
    try withUnsafeMutableBytes(of: &length) { try socket.readExactly(into: $0) }
    let count = Int(UInt32(bigEndian: length))
    guard count <= Self.limit else {
      throw APIError(.secretsMalformed, "what came over the secret socket is not in its format: \(count) bytes of words")
    }
    return try Secret(count: count) { try socket.readExactly(into: $0) }
  }
}
