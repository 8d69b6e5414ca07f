import AccountArchive
import DaemonAPI
import Glibc
import Platform

/// Reads what `SecretSender` writes. The bytes go straight from the kernel into locked memory.
enum SecretFrames {
  /// How long the sender may take from one byte to the next.
  static let readSeconds = 30

  /// All secrets up to the closing frame, acknowledged. Nil when the sender went before the first byte.
  /// - Throws: `APIError.secretsMalformed`, `SystemError`.
  static func receive(from socket: LocalSocket) throws -> [SecretSlot: HandedSecret]? {
    limitTime(of: socket)
    guard let first = try firstByte(from: socket) else { return nil }
    let secrets = try read(from: socket, firstSlot: first)
    // Before anybody looks whether a key is one: that is told as the end of the work, not on this way.
    try [UInt8(0)].withUnsafeBytes { try socket.write($0) }
    return secrets
  }

  private static func read(from socket: LocalSocket, firstSlot: UInt8) throws -> [SecretSlot: HandedSecret] {
    var secrets: [SecretSlot: HandedSecret] = [:]
    var number = firstSlot
    while number != 0 {
      guard let slot = SecretSlot.allCases.first(where: { $0.number == number }), slot != .recoveryWords,
        secrets[slot] == nil
      else {
        throw malformed("the slot \(number) is unknown or comes twice")
      }
      let header = try bytes(5, from: socket)
      let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
      guard length <= SecretSender.limit else { throw malformed("a secret of \(length) bytes") }
      let secret = try Secret(count: length) { raw in try socket.readExactly(into: raw) }
      switch header[0] {
      case 0 where length == 0: secrets[slot] = HandedSecret.none
      case 1: secrets[slot] = .password(secret)
      case 2: secrets[slot] = .key(secret)
      default: throw malformed("the kind \(header[0])")
      }
      number = try bytes(1, from: socket)[0]
    }
    return secrets
  }

  static func firstByte(from socket: LocalSocket) throws -> UInt8? {
    do throws(SystemError) {
      var byte: [UInt8] = [0]
      try byte.withUnsafeMutableBytes { raw in
        Result { () throws(SystemError) in try socket.readExactly(into: raw) }
      }.get()
      return byte[0]
    } catch {
      if error.kind == .connectionClosed { return nil }
      throw error
    }
  }

  private static func bytes(_ count: Int, from socket: LocalSocket) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try socket.readExactly(into: $0) }
    return bytes
  }

  static func limitTime(of socket: LocalSocket, seconds: Int = readSeconds) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    // Refused only for a descriptor that is no socket, and then the read fails as well.
    _ = setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  private static func malformed(_ what: String) -> APIError {
    APIError(.secretsMalformed, "what came over the secret socket is not in its format: \(what)")
  }
}

extension ArchiveSecret {
  /// The same secret, in the words of the room that opens archives.
  /// - Throws: `ArchiveError.secretUnusable` for a key that is none.
  init(_ handed: HandedSecret) throws(ArchiveError) {
    switch handed {
    case .none: self = .none
    case .password(let secret): self = .password(secret)
    case .key(let secret): self = .key(try ArchiveKey.parse(secret))
    }
  }
}
