import Glibc
import Platform
import Synchronization
import Testing

@testable import Jasper

/// A server on a free loopback port that does what a script says, over plain sockets. One thread a connection: they
/// block, and the tests' tasks must not.
final class ScriptedServer: Sendable {
  /// One connection, in the hands of its script. It is closed when the script returns.
  struct Connection: Sendable {
    let socket: Int32
    /// 0 for the first connection of a server.
    let number: Int

    /// Reads a request: its head, and as much body as it tells. Nil when the other side has closed.
    func request() -> String? {
      var bytes: [UInt8] = []
      var wanted: Int?
      var byte: UInt8 = 0
      while wanted.map({ bytes.count < $0 }) ?? true {
        guard read(socket, &byte, 1) == 1 else { return nil }
        bytes.append(byte)
        if wanted == nil, bytes.suffix(4) == [13, 10, 13, 10] {
          let text = String(decoding: bytes, as: UTF8.self).lowercased()
          let length = text.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }?.dropFirst(16)
          wanted = bytes.count + (length.flatMap { Int($0) } ?? 0)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// - Returns: false when the other side does not take it.
    @discardableResult
    func write(_ text: String) -> Bool {
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return false }
        bytes = bytes.dropFirst(count)
      }
      return true
    }

    /// Writes the same again and again until the other side does not take it.
    /// - Parameter pause: microseconds between two.
    func repeats(_ text: String, pause: UInt32 = 0) {
      while write(text) { if pause > 0 { usleep(pause) } }
    }

    /// Waits until the other side has closed; false when it has not after two minutes.
    @discardableResult
    func waitForEnd() -> Bool {
      var byte: UInt8 = 0
      while true {
        let count = read(socket, &byte, 1)
        if count <= 0 { return count == 0 || errno != EAGAIN }
      }
    }

    func answer(_ body: String, head: String = "") {
      write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(head)\r\n\(body)")
    }
  }

  private final class Job {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  let address: ServerAddress
  private let listener: Int32
  private let accepted = Counter()

  /// Connections that were taken.
  var count: Int { accepted.count }

  init(_ script: @escaping @Sendable (Connection) -> Void) throws {
    let taker = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var own = sockaddr_in()
    own.sin_family = sa_family_t(AF_INET)
    own.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &own) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(taker, raw, size) == 0 && listen(taker, 64) == 0 && getsockname(taker, raw, &size) == 0
      }
    }
    try #require(isListening, "no port can be had")
    address = try ServerAddress(host: "127.0.0.1", port: Int(UInt16(bigEndian: own.sin_port)))
    listener = taker
    let numbers = accepted
    try Self.start {
      while true {
        let socket = accept(taker, nil, nil)
        guard socket >= 0 else {
          // Here, so that its number cannot be another server's while this thread still uses it.
          close(taker)
          return
        }
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let connection = Connection(socket: socket, number: numbers.next())
        // Where there is no thread for it, the test sees a connection that ends.
        try? Self.start {
          script(connection)
          close(socket)
        }
      }
    }
  }

  /// Ends the listening; connections end with their scripts.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
  }

  private static func start(_ run: @escaping () -> Void) throws {
    var thread = pthread_t()
    let job = Unmanaged.passRetained(Job(run))
    let code = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, job.toOpaque())
    guard code == 0 else {
      job.release()
      throw SystemError(.spawnFailed, "no thread", systemCode: code)
    }
    pthread_detach(thread)
  }
}

extension RelayClient {
  /// The body of the answer to a GET.
  func body(of server: ServerAddress) async throws -> String {
    String(decoding: try await exchange("/", body: nil, with: server, limit: 5, seconds: 120).body, as: UTF8.self)
  }

  /// The status of the answer to a GET.
  func status(of server: ServerAddress, _ path: String) async throws -> Int {
    try await exchange(path, body: nil, with: server, limit: 5, seconds: 120).status
  }
}
