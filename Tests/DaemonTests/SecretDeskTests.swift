import AccountArchive
import DaemonAPI
import Dispatch
import Glibc
import Platform
import Synchronization
import Testing

@testable import Daemon

/// The worker's side of the secret socket, in this process.
@Suite struct SecretDeskTests {
  /// Runs a desk on a thread and hands `body` the path that it tells the daemon.
  private func collect(
    _ slots: [SecretSlot] = [.password], waitSeconds: Int = 20, _ body: (String) throws -> Void
  ) throws -> Result<[SecretSlot: ArchiveSecret], any Error> {
    let home = TemporaryHome()
    let (ours, theirs) = try LocalSocket.pair()
    let box = Box()
    let finished = DispatchSemaphore(value: 0)
    let channel = WorkerChannel(owning: dup(theirs.descriptor))
    try OwnThread.start {
      let desk = SecretDesk(
        channel: channel, progress: ProgressReporter(channel: channel), runtimeFolder: home.path,
        waitSeconds: waitSeconds)
      let outcome = Result { try desk.collect(slots) }
      box.result.withLock { $0 = outcome }
      finished.signal()
    }
    guard case .secretNeeded(let asked, let path)? = ours.receive() as WorkerMessage? else {
      throw APIError(.internalError, "the desk did not ask")
    }
    #expect(asked == slots)
    try body(path)
    finished.wait()
    #expect(access(path, F_OK) != 0, "the socket file is gone")
    return try #require(box.result.withLock { $0 })
  }

  private final class Box: Sendable {
    let result = Mutex<Result<[SecretSlot: ArchiveSecret], any Error>?>(nil)
  }

  @Test func `what is sent arrives in its slot`() throws {
    let result = try collect([.password, .newPassword, .accountPassword]) { path in
      #expect(try mode(path) == 0o600)
      try SecretSender.send(
        [
          .password: try password("pass wörd"), .newPassword: .none,
          .accountPassword: .key(try Secret(copying: [UInt8](repeating: 7, count: 32))),
        ], to: path)
    }
    let secrets = try result.get()
    guard case .password(let text)? = secrets[.password], case .key(let key)? = secrets[.accountPassword] else {
      Issue.record("wrong kinds")
      return
    }
    #expect(text.matches(try Secret(copying: Array("pass wörd".utf8))))
    #expect(key.count == 32)
    #expect(secrets[.newPassword]?.scheme == ArchiveScheme.none)
  }

  @Test func `somebody who only looked has not used it up`() throws {
    let result = try collect { path in
      for _ in 0..<3 { _ = try LocalSocket(connectingTo: path) }
      try SecretSender.send([.password: try password("x")], to: path)
    }
    #expect(try result.get().count == 1)
  }

  @Test func `nobody comes, and it gives up`() throws {
    let result = try collect(waitSeconds: 2) { _ in }
    #expect(throws: APIError(.secretsTimedOut, "")) { try result.get() }
  }

  @Test(arguments: [[9, 1, 0, 0, 0, 0], [1, 7, 0, 0, 0, 0], [1, 1, 0xff, 0, 0, 0], [1, 0, 0, 0, 0, 1, 65]])
  func `what is not in the format ends the operation`(_ bytes: [UInt8]) throws {
    let result = try collect { path in
      let socket = try LocalSocket(connectingTo: path)
      try bytes.withUnsafeBytes { try socket.write($0) }
      socket.shutDown()
    }
    #expect(throws: APIError(.secretsMalformed, "")) { try result.get() }
  }

  private func mode(_ path: String) throws -> UInt32 { try #require(FileMode.of(path)) }
}
