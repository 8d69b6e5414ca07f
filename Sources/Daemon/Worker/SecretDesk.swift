import AccountArchive
import DaemonAPI
import Glibc
import Platform

/// Where a worker takes secrets: a socket of its own, used once, by the same user. The bytes go straight from the
/// kernel into locked memory.
struct SecretDesk {
  /// How long the sender may take once it has come.
  private static let readSeconds = 30

  let channel: WorkerChannel
  let progress: ProgressReporter
  let runtimeFolder: String
  let waitSeconds: Int

  /// Asks for `slots` and waits for them.
  /// - Returns: what was handed over; a slot that the sender left out is missing.
  /// - Throws: `APIError.secretsTimedOut`, `secretsMalformed`; `SystemError`; `ArchiveError.secretUnusable`.
  func collect(_ slots: [SecretSlot]) throws -> [SecretSlot: ArchiveSecret] {
    if slots.isEmpty { return [:] }
    // Not longer than the daemon's own name, so that the path fits wherever that one did.
    let path = runtimeFolder + "/w-" + String(UInt32.random(in: 0x1000_0000...0xffff_ffff), radix: 16)
    let listener = try LocalListener(path: path, backlog: 1)
    channel.setSecretSocketPath(path)
    defer { channel.setSecretSocketPath(nil) }
    progress.pause()
    channel.send(.secretNeeded(slots: slots, socket: path))
    let deadline = ContinuousClock.now + .seconds(waitSeconds)
    while true {
      let left = Int((deadline - .now).components.seconds)
      guard left > 0 else { throw Self.timedOut(waitSeconds) }
      let socket: LocalSocket
      do throws(SystemError) { socket = try listener.accept(timeoutSeconds: left) } catch {
        throw error.kind == .timedOut ? Self.timedOut(waitSeconds) : error
      }
      guard try PeerCredentials(of: socket.descriptor).isSameUser else { continue }
      limitTime(of: socket)
      // Somebody who only looked whether anybody listens has not used it up.
      guard let first = try firstByte(from: socket) else { continue }
      let secrets = try read(from: socket, firstSlot: first)
      try write([0], to: socket)
      progress.enter(.starting)
      return secrets
    }
  }

  private func read(from socket: LocalSocket, firstSlot: UInt8) throws -> [SecretSlot: ArchiveSecret] {
    var secrets: [SecretSlot: ArchiveSecret] = [:]
    var number = firstSlot
    while number != 0 {
      guard let slot = SecretSlot.allCases.first(where: { $0.number == number }), secrets[slot] == nil else {
        throw Self.malformed("the slot \(number) is unknown or comes twice")
      }
      let header = try bytes(5, from: socket)
      let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
      guard length <= SecretSender.limit else { throw Self.malformed("a secret of \(length) bytes") }
      let secret = try Secret(count: length) { raw in try socket.readExactly(into: raw) }
      switch header[0] {
      case 0 where length == 0: secrets[slot] = ArchiveSecret.none
      case 1: secrets[slot] = .password(secret)
      case 2: secrets[slot] = .key(try ArchiveKey.parse(secret))
      default: throw Self.malformed("the kind \(header[0])")
      }
      number = try bytes(1, from: socket)[0]
    }
    return secrets
  }

  private func firstByte(from socket: LocalSocket) throws -> UInt8? {
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

  private func bytes(_ count: Int, from socket: LocalSocket) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try socket.readExactly(into: $0) }
    return bytes
  }

  private func write(_ bytes: [UInt8], to socket: LocalSocket) throws {
    try bytes.withUnsafeBytes { try socket.write($0) }
  }

  private func limitTime(of socket: LocalSocket) {
    var limit = timeval(tv_sec: Self.readSeconds, tv_usec: 0)
    // Refused only for a descriptor that is no socket, and then the read fails as well.
    _ = setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  private static func timedOut(_ seconds: Int) -> APIError {
    APIError(.secretsTimedOut, "nobody handed a password over within \(seconds) seconds")
  }

  private static func malformed(_ what: String) -> APIError {
    APIError(.secretsMalformed, "what came over the secret socket is not in its format: \(what)")
  }
}
