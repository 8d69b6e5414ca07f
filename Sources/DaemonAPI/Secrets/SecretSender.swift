import Platform

/// Hands secrets to a worker over its one-use socket; they never pass the daemon.
///
/// For each one a frame: slot (1 byte), kind (1 byte: 0 none, 1 password, 2 key), length (4 bytes, big-endian), the
/// bytes. A slot of 0 ends them, and the worker answers one byte, 0.
public enum SecretSender {
  /// Most bytes of one secret.
  public static let limit = 64 * 1024

  /// Blocks for as long as the worker takes to read, which is milliseconds.
  /// - Parameter socketPath: `Operation.socket`.
  /// - Throws: `SystemError` of the socket, with its code.
  public static func send(_ secrets: [SecretSlot: HandedSecret], to socketPath: String) throws(ErrorReport) {
    let connected: LocalSocket
    do throws(SystemError) {
      let socket = try LocalSocket(connectingTo: socketPath)
      let peer = try PeerCredentials(of: socket.descriptor)
      guard peer.isSameUser else {
        throw SystemError(.socketFailed, "the socket \(socketPath) belongs to another user")
      }
      connected = socket
    } catch {
      throw ErrorReport(error)
    }
    try send(secrets, over: connected)
  }

  /// The same, to a worker at the other end of `socket`.
  static func send(_ secrets: [SecretSlot: HandedSecret], over socket: LocalSocket) throws(ErrorReport) {
    do throws(SystemError) {
      for slot in SecretSlot.allCases where slot != .recoveryWords {
        guard let secret = secrets[slot] else { continue }
        try send(secret, slot: slot, over: socket)
      }
      try write([0], over: socket)
      var answer: UInt8 = 1
      try withUnsafeMutableBytes(of: &answer) { raw in
        Result { () throws(SystemError) in try socket.readExactly(into: raw) }
      }.get()
      guard answer == 0 else { throw SystemError(.socketFailed, "the worker did not take the secrets") }
    } catch {
      throw ErrorReport(error)
    }
  }

  private static func send(_ secret: HandedSecret, slot: SecretSlot, over socket: LocalSocket) throws(SystemError) {
    let bytes: Secret? =
      switch secret {
      case .none: nil
      case .password(let secret), .key(let secret): secret
      }
    let length = UInt32(bytes?.count ?? 0)
    try write(
      [slot.number, secret.number] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }, over: socket)
    try bytes?.withBytes { (raw: UnsafeRawBufferPointer) throws(SystemError) in try socket.write(raw) }
  }

  private static func write(_ bytes: [UInt8], over socket: LocalSocket) throws(SystemError) {
    try bytes.withUnsafeBytes { raw in Result { () throws(SystemError) in try socket.write(raw) } }.get()
  }
}
