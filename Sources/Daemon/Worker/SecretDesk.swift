import AccountArchive
import DaemonAPI
import Platform

/// Where a worker takes secrets: a socket of its own, used once, by the same user.
struct SecretDesk {
  let channel: WorkerChannel
  let progress: ProgressReporter
  let runtimeFolder: String
  let waitSeconds: Int

  /// Asks for `slots` and waits for them.
  /// - Returns: what was handed over; a slot that the sender left out is missing.
  /// - Throws: `APIError.secretsTimedOut`, `secretsMalformed`; `SystemError`; `ArchiveError.secretUnusable`.
  func collect(_ slots: [SecretSlot]) throws -> [SecretSlot: ArchiveSecret] {
    if slots.isEmpty { return [:] }
    return try listen(for: slots) { socket in
      guard let handed = try SecretFrames.receive(from: socket) else { return nil }
      progress.enter(.starting)
      return try handed.mapValues { try ArchiveSecret($0) }
    }
  }

  /// Says that it waits for `slots`, and at which socket.
  /// - Parameter take: what it makes of a connection; nil when nothing came over it, and it waits on.
  /// - Returns: what `take` returned.
  /// - Throws: `APIError.secretsTimedOut`, `SystemError`, and what `take` throws.
  func listen<Taken>(for slots: [SecretSlot], _ take: (LocalSocket) throws -> Taken?) throws -> Taken {
    let path = Self.newPath(in: runtimeFolder)
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
      // Somebody who only looked whether anybody listens has not used it up.
      if let taken = try take(socket) { return taken }
    }
  }

  /// A path for a socket that is used once.
  static func newPath(in folder: String) -> String {
    // Not longer than the daemon's own name, so that the path fits wherever that one did.
    folder + "/w-" + String(UInt32.random(in: 0x1000_0000...0xffff_ffff), radix: 16)
  }

  private static func timedOut(_ seconds: Int) -> APIError {
    APIError(.secretsTimedOut, "nobody handed a password over within \(seconds) seconds")
  }
}
