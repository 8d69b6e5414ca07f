import AccountStore
import DaemonAPI
import Files
import Glibc
import Identity
import Platform
import Testing

/// A real daemon in a home of its own; both end with the object.
final class RunningDaemon: Sendable {
  let home: TemporaryHome
  let client: DaemonClient
  let processID: Int32

  /// The program beside the tests.
  static var program: String { DaemonLauncher.besideThisProgram("signetd") }

  init(home: TemporaryHome = TemporaryHome()) async throws {
    self.home = home
    client = try await DaemonClient.connect(home: home.path, start: .executable(Self.program))
    processID = try await client.status().daemon.processId
  }

  deinit {
    kill(processID, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<500 where kill(processID, 0) == 0 {
      // It is our child: started by `signet`, it would be init's by then.
      if waitpid(processID, &status, WNOHANG) == processID { return }
      usleep(20_000)
    }
    kill(processID, SIGKILL)
    // Nobody else's either: as long as the status of any child lies about, Swift Testing's exit tests wait for ever,
    // because its `waitid` is told of that child again and again.
    waitpid(processID, &status, 0)
  }

  /// Runs an operation to its end with these secrets.
  func follow(_ operation: Operation, _ secrets: [SecretSlot: HandedSecret] = [:]) async throws -> OperationResult {
    try await client.follow(operation, secrets: { (_) throws(ErrorReport) in secrets })
  }

  /// The code of the error that an operation ends with; nil when it ends well.
  func code(of operation: Operation, _ secrets: [SecretSlot: HandedSecret] = [:]) async throws -> String? {
    do {
      _ = try await follow(operation, secrets)
      return nil
    } catch let error as ErrorReport {
      return error.code
    }
  }

  /// An account without a password, from a real archive: cheaper than a new one, only the device's key is made.
  func restore(_ name: String = "nopass.gz") async throws -> String {
    let result = try await follow(client.restore(RestoreRequest(path: Fixture.jami(name))))
    let id = try #require(result.id)
    try await keysReady(id)
    return id
  }

  /// Waits until the account's keys are made: they are, by themselves, after whatever brought it here.
  func keysReady(_ id: String) async throws {
    for _ in 0..<1200 {
      if try await client.status(account: id).keys == "ready" { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("the keys of \(id) were not made within a minute")
  }

  /// What the daemon's worker made of the account, read beside it.
  func stored<Value>(_ id: String, _ body: (AccountDatabase, DataFolder) throws -> Value) throws -> Value {
    let data = DataFolder(path: home.path)
    let database = try data.existingAccount(try JamiID(parsing: id)).database()
    defer { try? database.close() }  // no loss: nothing was written
    return try body(database, data)
  }

  /// Process IDs of the daemon's workers.
  func workers() throws -> [Int32] {
    try Folder.list("/proc").compactMap { Int32($0) }.filter { Self.parentID(of: $0) == processID }
  }

  private static func parentID(of process: Int32) -> Int32? {
    let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = String(decoding: bytes[(end + 2)..<count], as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? Int32(fields[1]) : nil
  }

  /// One request as curl would send it: the answer's status and body.
  func ask(_ method: String, _ path: String, body: String = "") throws -> (status: Int, body: String) {
    let socket = try LocalSocket(connectingTo: client.location.socketPath)
    let text =
      "\(method) \(path) HTTP/1.1\r\nHost: signet\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try Array(text.utf8).withUnsafeBytes { try socket.write($0) }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let received = read(socket.descriptor, &chunk, chunk.count)
      guard received > 0 else { break }
      answer += chunk[..<received]
    }
    let parts = String(decoding: answer, as: UTF8.self).split(separator: "\r\n\r\n", maxSplits: 1)
    let status = parts.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (try #require(status), parts.count > 1 ? String(parts[1]) : "")
  }
}

func password(_ text: String) throws -> HandedSecret { .password(try Secret(copying: Array(text.utf8))) }
