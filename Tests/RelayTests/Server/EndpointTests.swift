import FoundationEssentials
import Glibc
import Jasper
import Testing

@testable import Relay

struct EndpointTests {
  let packet = Packet(recipient: "bob", message: "hello", signature: "s")

  @Test func `the four endpoints answer as the protocol shows them`() async throws {
    let relay = try await RunningRelay()
    let json = String(decoding: packet.json, as: UTF8.self)
    #expect(try await relay.post("/send", json) == (200, "{}"))
    #expect(try await relay.post("/send", json) == (200, "{}"))
    #expect(try await relay.post("/fetch", #"{"recipient":"bob"}"#) == (200, #"{"messages":[\#(json)]}"#))
    #expect(
      try await relay.post("/fetch", #"{"recipient":"eve","hashes":["\#(packet.hash.text)"]}"#) == (
        200, #"{"messages":[]}"#
      ))
    for body in [#"{"hashes":["\#(packet.hash.text)","x"]}"#, #"{"recipient":null,"hashes":["\#(packet.hash.text)"]}"#]
    {
      #expect(try await relay.post("/fetch", body) == (200, #"{"messages":[\#(json)]}"#))
    }
    #expect(try await relay.post("/sync/hashes", #"{"hashes":[]}"#) == (200, #"{"hashes":["\#(packet.hash.text)"]}"#))
    #expect(try await relay.post("/sync/hashes", #"{"hashes":["\#(packet.hash.text)"]}"#) == (200, #"{"hashes":[]}"#))
    #expect(try await relay.post("/sync/servers", #"{"servers":[]}"#) == (200, #"{"servers":[]}"#))
    await relay.stop()
  }

  @Test func `a mailbox larger than a page comes whole, in order and as JSON`() async throws {
    let relay = try await RunningRelay()
    let text = String(repeating: "x", count: 100_000)
    let packets = (0..<40).map { Packet(recipient: "bob", message: "\($0) \(text)", signature: "s") }
    for packet in packets { try await relay.client.send(packet, to: relay.address) }
    #expect(try await relay.client.fetch(FetchRequest(.recipient("bob")), from: relay.address).packets == packets)
    await relay.stop()
  }

  @Test func `a client with a cursor gets page after page, and nothing twice`() async throws {
    let relay = try await RunningRelay()
    let text = String(repeating: "x", count: 100_000)
    let packets = (0..<30).map { Packet(recipient: "bob", message: "\($0) \(text)", signature: "s") }
    for packet in packets { try await relay.client.send(packet, to: relay.address) }
    var found: [Packet] = []
    var after: Int64 = 0
    var pages = 0
    while true {
      let answer = try await relay.client.fetch(FetchRequest(.recipient("bob"), after: after), from: relay.address)
      found += answer.packets
      after = try #require(answer.cursor)
      pages += 1
      guard answer.hasMore else { break }
    }
    #expect(found == packets)
    #expect(pages > 2)
    #expect(
      try await relay.client.fetch(FetchRequest(.recipient("bob"), after: after), from: relay.address).packets.isEmpty)
    await relay.stop()
  }

  @Test func `who waits is answered when a packet comes, or when time is up`() async throws {
    let relay = try await RunningRelay()
    let start = ContinuousClock.now
    let nothing = try await relay.client.fetch(FetchRequest(.recipient("bob"), wait: 1), from: relay.address)
    #expect(nothing.packets.isEmpty && ContinuousClock.now - start >= .milliseconds(900))
    let after = nothing.cursor
    async let waiting = relay.client.fetch(FetchRequest(.recipient("bob"), after: after, wait: 30), from: relay.address)
    try await Task.sleep(for: .milliseconds(200))
    try await relay.client.send(Packet(recipient: "eve", message: "other", signature: "s"), to: relay.address)
    try await relay.client.send(packet, to: relay.address)
    #expect(try await waiting.packets == [packet])
    #expect(ContinuousClock.now - start < .seconds(20))
    await relay.stop()
  }

  @Test func `status and metrics say what is stored`() async throws {
    let relay = try await RunningRelay()
    try await relay.client.send(packet, to: relay.address)
    let status = try await relay.client.status(of: relay.address)
    #expect(status.packets == 1 && status.recipients == 1 && status.health == "ok")
    #expect(status.capabilities == ["cursor", "reconcile", "wait"])
    let metrics = try await relay.get("/metrics").body
    #expect(metrics.contains("\nsignet_relay_packets 1\n") && metrics.contains("\nsignet_relay_sends_total 1\n"))
    await relay.stop()
  }

  @Test func `slow connections make room for others`() async throws {
    let relay = try await RunningRelay { $0.limits.connections = 50 }
    var slow: [Int32] = []
    for _ in 0..<300 { slow.append(try RunningRelay.connect(relay.server.port)) }
    #expect(try await relay.get("/status").status == 200)
    try await relay.client.send(packet, to: relay.address)
    for socket in slow { close(socket) }
    await relay.stop()
  }

  @Test func `a relay that ends answers who waits, and has everything that it acknowledged`() async throws {
    let folder = TemporaryFolder()
    let relay = try await RunningRelay(folder: folder)
    async let waiting = relay.client.fetch(FetchRequest(.recipient("eve"), wait: 30), from: relay.address)
    for number in 0..<50 {
      try await relay.client.send(Packet(recipient: "bob", message: "\(number)", signature: "s"), to: relay.address)
    }
    try await Task.sleep(for: .milliseconds(100))
    await relay.server.stop()
    #expect(try await waiting.packets.isEmpty)
    await relay.client.shutdown()
    let again = try await RunningRelay(folder: folder)
    #expect(try await again.client.fetch(FetchRequest(.recipient("bob")), from: again.address).packets.count == 50)
    await again.stop()
  }
}
