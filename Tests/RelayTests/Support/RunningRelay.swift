import Glibc
import Jasper
import Logging
import NIOPosix
import Platform
import Synchronization
import Testing

@testable import Relay

/// A relay on a free loopback port, in this process. `stop` ends it; a test that failed before leaves that to `deinit`.
final class RunningRelay: Sendable {
  let server: RelayServer
  let client: RelayClient
  let address: ServerAddress
  let folder: TemporaryFolder
  private let isStopped = Atomic<Bool>(false)

  init(
    clock: any RelayClock = SystemClock(), peers: [ServerAddress] = [], folder: TemporaryFolder = TemporaryFolder(),
    change: (inout RelayConfiguration) -> Void = { _ in }
  ) async throws {
    self.folder = folder
    var configuration = RelayConfiguration(
      listenHost: "127.0.0.1", listenPort: 0, store: .sqlite(path: folder("packets.sqlite")))
    configuration.peers = peers.map { RelayURL($0) }
    configuration.allowsPrivatePeers = true
    configuration.drainSeconds = 1
    // Simulations of other tests can keep a task from its connection for longer than a relay waits for a first request.
    configuration.limits.headSeconds = 120
    change(&configuration)
    server = try await RelayServer.start(
      configuration, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    address = try ServerAddress(host: "127.0.0.1", port: server.port)
    // Last: it must be shut down once it is there.
    client = RelayClient()
  }

  deinit {
    guard !isStopped.load(ordering: .relaxed) else { return }
    let (server, client) = (server, client)
    Task {
      await server.stop()
      await client.shutdown()
    }
  }

  func stop() async {
    isStopped.store(true, ordering: .relaxed)
    await server.stop()
    await client.shutdown()
  }

  /// One JSON request: status and body.
  func post(_ path: String, _ body: String) async throws -> (status: Int, body: String) {
    let answer = try await client.exchange(path, body: Array(body.utf8), with: address, limit: 64 << 20)
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }

  func get(_ path: String) async throws -> (status: Int, body: String) {
    let answer = try await client.exchange(path, body: nil, with: address, limit: 64 << 20)
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }

  /// Sends these bytes over a connection of its own, and returns all that comes until its end.
  func raw(_ text: [UInt8], seconds: Int = 20) async throws -> String {
    let port = server.port
    // Sockets block, and tests must not hold up tasks.
    return try await NIOThreadPool.singleton.runIfActive {
      let socket = try Self.connect(port, seconds)
      defer { close(socket) }
      var sent = 0
      while sent < text.count {
        let count = text.withUnsafeBytes {
          send(socket, $0.baseAddress! + sent, text.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { break }
        sent += count
      }
      var answer: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(socket, &chunk, chunk.count)
        guard count > 0 else { break }
        answer += chunk[..<count]
      }
      return String(decoding: answer, as: UTF8.self)
    }
  }

  /// A connection that nothing was sent over.
  static func connect(_ port: Int, _ seconds: Int = 20) throws -> Int32 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw SystemError(.socketFailed, "connecting failed", systemCode: errno) }
    return socket
  }
}
