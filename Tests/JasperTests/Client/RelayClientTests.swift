import Glibc
import Synchronization
import Testing

@testable import Jasper

/// The client against servers that do as servers should.
struct RelayClientTests {
  /// Runs with a client that is shut down in any case.
  @discardableResult
  private func withClient<Value: Sendable>(
    _ client: RelayClient = RelayClient(), _ body: (RelayClient) async throws -> Value
  ) async throws -> Value {
    do {
      let value = try await body(client)
      await client.shutdown()
      return value
    } catch {
      await client.shutdown()
      throw error
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: t\r\n\r\n",
    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\n\r\nhello",
    "HTTP/1.0 200 OK\r\n\r\nhello",
    "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  ])
  func `an answer with a length, in chunks, or as long as its connection is read`(_ text: String) async throws {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.write(text)
    }
    try await withClient { (client) async throws in
      let answer = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120)
      #expect(answer.status == 200)
      #expect(answer.body == Array("hello".utf8))
      #expect(answer.address == NetworkAddress(bytes: [127, 0, 0, 1]))
    }
  }

  @Test func `a request has its host, its length and the client's fields`() async throws {
    let seen = Mutex("")
    let server = try ScriptedServer { connection in
      let request = connection.request() ?? ""
      seen.withLock { $0 = request }
      connection.answer("")
    }
    try await withClient(RelayClient(headers: [("Signet-Relay", "a:1")])) { (client) async throws in
      _ = try await client.exchange("/send", body: Array("{}".utf8), with: server.address, limit: 10, seconds: 120)
    }
    #expect(
      seen.withLock { $0 } == """
        POST /send HTTP/1.1\r
        Host: \(server.address)\r
        Signet-Relay: a:1\r
        Content-Type: application/json\r
        Content-Length: 2\r
        \r
        {}
        """)
  }

  @Test func `one connection serves one request after the other`() async throws {
    let server = try ScriptedServer { connection in
      while connection.request() != nil { connection.answer("\(connection.number)") }
    }
    try await withClient { (client) async throws in
      for _ in 0..<20 {
        #expect(try await client.body(of: server.address) == "0")
      }
      #expect(client.pool.counts == (1, 1))
    }
    #expect(server.count == 1)
  }

  @Test(arguments: ["Connection: close\r\n", "Connection: Keep-Alive, Close\r\n"])
  func `a connection that its server does not keep is not used again`(_ head: String) async throws {
    let server = try ScriptedServer { connection in
      while connection.request() != nil { connection.answer("x", head: head) }
    }
    try await withClient { (client) async throws in
      for _ in 0..<3 { _ = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120) }
    }
    #expect(server.count == 3)
  }

  @Test func `only a few connections are kept for one server`() async throws {
    let server = try ScriptedServer { connection in
      while connection.request() != nil {
        usleep(200_000)
        connection.answer("x")
      }
    }
    try await withClient { (client) async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask { _ = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120) }
        }
        try await group.waitForAll()
      }
      #expect(client.pool.counts.idle <= ConnectionPool.keptForOne)
    }
  }

  @Test func `a kept connection that died is replaced once, without a word`() async throws {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.answer("\(connection.number)")
      // It takes the next request, and is gone.
      if connection.number == 0 { _ = connection.request() } else { connection.waitForEnd() }
    }
    try await withClient { (client) async throws in
      #expect(try await client.body(of: server.address) == "0")
      #expect(try await client.body(of: server.address) == "1")
    }
  }

  @Test func `a request that was answered with a single byte is not sent again`() async throws {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.answer("x")
      guard connection.request() != nil else { return }
      connection.write("H")
    }
    try await withClient { (client) async throws in
      _ = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120)
      await #expect(throws: JasperError(.relayUnreachable, "")) {
        _ = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120)
      }
    }
    #expect(server.count == 1)
  }

  @Test func `a new connection that dies is not replaced`() async throws {
    let server = try ScriptedServer { connection in _ = connection.request() }
    try await withClient { (client) async throws in
      await #expect(throws: JasperError(.relayUnreachable, "")) {
        _ = try await client.exchange("/", body: nil, with: server.address, limit: 5, seconds: 120)
      }
    }
    #expect(server.count == 1)
  }

  @Test func `a redirect is an answer and is not followed`() async throws {
    let other = try ScriptedServer { connection in connection.answer("x") }
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.write(
        "HTTP/1.1 302 Found\r\nLocation: http://\(other.address)/\r\nContent-Length: 0\r\n\r\n")
    }
    try await withClient { (client) async throws in
      #expect(try await client.status(of: server.address, "/") == 302)
    }
    #expect(other.count == 0)
  }

  @Test func `an address that is not allowed is not connected to`() async throws {
    let server = try ScriptedServer { connection in connection.answer("x") }
    let seen = Mutex<[NetworkAddress]>([])
    let client = RelayClient(allows: { address in
      seen.withLock { $0.append(address) }
      return false
    })
    try await withClient(client) { (client) async throws in
      for host in ["127.0.0.1", "localhost"] {
        let address = try ServerAddress(host: host, port: Int(server.address.port))
        await #expect(throws: JasperError(.addressRefused, "")) {
          _ = try await client.exchange("/", body: nil, with: address, limit: 5, seconds: 120)
        }
      }
    }
    #expect(seen.withLock { $0.contains { $0.bytes == [127, 0, 0, 1] } })
    #expect(server.count == 0)
  }

  @Test func `a name leads to the address of it that answers`() async throws {
    // It may be ::1 as well, where nobody listens.
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.answer("x")
    }
    try await withClient { (client) async throws in
      let named = try ServerAddress(host: "localhost", port: Int(server.address.port))
      #expect(try await client.status(of: named, "/") == 200)
    }
  }

  @Test func `what goes wrong with an answer is told with the server's name`() async throws {
    let server = try ScriptedServer { connection in
      guard connection.request() != nil else { return }
      connection.write(
        #"HTTP/1.1 507 X\#r\#nContent-Length: 30\#r\#n\#r\#n{"error":{"code":"storeFull"}}"#)
    }
    try await withClient { (client) async throws in
      let error = await #expect(throws: JasperError.self) {
        try await client.send(Packet(recipient: "a", message: "b", signature: "c"), to: server.address)
      }
      #expect(error?.kind == .relayRefused && error?.status == 507)
      #expect(error?.reason == "\(server.address) refuses with status 507, storeFull")
    }
  }
}
