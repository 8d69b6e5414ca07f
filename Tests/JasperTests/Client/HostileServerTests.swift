import Glibc
import Synchronization
import Testing

@testable import Jasper

/// The client against servers that mean ill, or are broken.
struct HostileServerTests {
  private static let limit = 10_000

  /// What a request comes to, and how long that took.
  private func outcome(
    seconds: Int64 = 120, _ script: @escaping @Sendable (ScriptedServer.Connection) -> Void
  ) async throws -> (error: JasperError?, took: Duration, reason: String) {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      script(connection)
    }
    let client = RelayClient()
    let start = ContinuousClock.now
    var error: JasperError?
    do throws(JasperError) {
      _ = try await client.exchange("/", body: nil, with: server.address, limit: Self.limit, seconds: seconds)
    } catch let thrown {
      error = thrown
    }
    let took = ContinuousClock.now - start
    if error != nil { #expect(client.pool.counts.idle == 0) }
    await client.shutdown()
    return (error, took, error?.reason.replacing("\(server.address)", with: "S") ?? "")
  }

  @Test(arguments: [
    "junk\r\n\r\n", "\u{0}\u{1}\u{2}", "{}", "SSH-2.0-OpenSSH\r\n", "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}F",
    "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/0.9 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\nab",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "HTTP/1.1 200 OK\r\n: no name\r\n\r\n", "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
  ])
  func `an answer that is no HTTP is refused`(_ text: String) async throws {
    let result = try await outcome { connection in
      connection.write(text)
      connection.waitForEnd()
    }
    #expect(result.error?.kind == .answerRefused, "\(result.reason)")
    #expect(result.reason == "S answers with something else than HTTP/1.1")
  }

  @Test(arguments: [
    "", "H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
  ])
  func `an answer that breaks off is none`(_ text: String) async throws {
    let result = try await outcome { $0.write(text) }
    #expect(result.error?.kind == .relayUnreachable)
    #expect(result.reason == "S does not answer: the connection ended")
  }

  @Test(arguments: [
    "X: y\r\n", "x", "X: \(String(repeating: "y", count: 5000))\r\n",
  ])
  func `a head without end is refused`(_ piece: String) async throws {
    let result = try await outcome { connection in
      connection.write("HTTP/1.1 200 OK\r\n")
      connection.repeats(String(repeating: piece, count: 100))
    }
    #expect(result.error?.kind == .answerRefused, "\(result.reason)")
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\n\r\n", "x"), ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "x"), ("HTTP/1.1 200 ", "x"),
    ("", "HTTP/1.1 100 Continue\r\n\r\n"), ("HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n", "x"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"),
  ])
  func `an answer without end is refused, and its connection closed`(_ start: String, _ piece: String) async throws {
    let isClosed = Mutex(false)
    let result = try await outcome { connection in
      connection.write(start)
      connection.repeats(String(repeating: piece, count: 1000))
      isClosed.withLock { $0 = true }
    }
    #expect(result.error?.kind == .answerRefused, "\(result.reason)")
    for _ in 0..<2000 where !isClosed.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
    #expect(isClosed.withLock { $0 })
  }

  @Test func `the largest body is taken and one byte more is not`() async throws {
    for (count, kind) in [(Self.limit, nil), (Self.limit + 1, JasperError.Code.answerRefused)] {
      for head in ["", "Connection: close\r\n"] {
        let result = try await outcome {
          $0.answer(String(repeating: "x", count: count), head: head + "X-Close: 1\r\n")
        }
        #expect(result.error?.kind == kind)
      }
    }
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"])
  func `a server that drips is left when time is up`(_ start: String) async throws {
    let result = try await outcome(seconds: 1) { connection in
      connection.write(start.isEmpty ? "HTTP/1.1 200 " : start)
      connection.repeats("x", pause: 20_000)
    }
    #expect(result.error?.kind == .relayUnreachable)
    #expect(result.reason == "S does not answer: time is up")
    #expect(result.took < .seconds(100))
  }

  @Test func `a server that says nothing is left when time is up`() async throws {
    let result = try await outcome(seconds: 1) { $0.waitForEnd() }
    #expect(result.error?.kind == .relayUnreachable)
    #expect(result.reason == "S does not answer: time is up")
  }

  @Test func `bytes after an answer are nobody's`() async throws {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.write(
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb")
      connection.waitForEnd()
    }
    let client = RelayClient()
    for _ in 0..<3 {
      #expect(try await client.body(of: server.address) == "a")
    }
    await client.shutdown()
    #expect(server.count == 3)
  }

  @Test func `a task that is cancelled closes its connection`() async throws {
    let isAsked = Mutex(false)
    let isClosed = Mutex(false)
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      isAsked.withLock { $0 = true }
      let ended = connection.waitForEnd()
      isClosed.withLock { $0 = ended }
    }
    let client = RelayClient()
    let task = Task { try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120) }
    // Not before the whole request is there: one that is cancelled while it connects sends nothing.
    while !isAsked.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    let error = await #expect(throws: JasperError.self) { _ = try await task.value }
    #expect(error?.kind == .relayUnreachable)
    #expect(error?.reason == "\(server.address) does not answer: the request was cancelled")
    for _ in 0..<2000 where !isClosed.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
    #expect(isClosed.withLock { $0 })
    while client.pool.counts.open > 0 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(client.pool.counts.idle == 0)
    await client.shutdown()
  }

  @Test func `a client that is shut down ends what is under way, and does nothing more`() async throws {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.waitForEnd()
    }
    let client = RelayClient()
    let task = Task { try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120) }
    while client.pool.counts.open == 0 { try await Task.sleep(for: .milliseconds(10)) }
    await client.shutdown()
    await #expect(throws: JasperError(.relayUnreachable, "")) { _ = try await task.value }
    await #expect(throws: JasperError(.relayUnreachable, "")) {
      _ = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120)
    }
    #expect(server.count == 1)
  }

  @Test func `nobody at a port, and a name that nobody has, are told apart`() async throws {
    let client = RelayClient()
    let gone = try ScriptedServer { _ in }.address
    let refused = await #expect(throws: JasperError.self) {
      _ = try await client.exchange("/", body: nil, with: gone, limit: 5, seconds: 120)
    }
    #expect(refused?.reason == "\(gone) does not answer: the connection is refused")
    let unknown = await #expect(throws: JasperError.self) {
      _ = try await client.exchange(
        "/", body: nil, with: ServerAddress("no-such-host.invalid:80"), limit: 5, seconds: 120)
    }
    #expect(unknown?.reason == "the host no-such-host.invalid is not known")
    await client.shutdown()
  }
}
