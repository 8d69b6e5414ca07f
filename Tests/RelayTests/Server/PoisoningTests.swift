import Jasper
import Platform
import Synchronization
import Testing

@testable import Relay

/// A true message under a junk signature or another recipient, where its header binds neither, must not hide the true
/// packet from a relay that heard of the false one first.
struct PoisoningTests {
  private let real = Packet(recipient: "bob", message: "true text", signature: "real")

  private func junk(_ number: Int) -> Packet {
    Packet(recipient: number % 2 == 0 ? "bob" : "eve", message: "true text", signature: "junk \(number)")
  }

  private func put(_ packets: [Packet], into relay: RunningRelay) async throws {
    for (number, packet) in packets.enumerated() {
      let candidate = try packet.json.withBytes { (bytes) throws(JasperError) in
        let address = NetworkAddress(bytes: [203, 0, UInt8(number), 7])
        return try PacketCandidate(json: bytes, from: address.map { .client($0) } ?? .unknown, isPushed: false)
      }
      let refusals = await relay.server.database.add([candidate]).compactMap(\.1)
      #expect(refusals.isEmpty)
    }
  }

  /// Two relays that know each other; the second is the one whose sync it is.
  private func pair() async throws -> (RunningRelay, RunningRelay) {
    let first = try await RunningRelay()
    let second = try await RunningRelay(peers: [first.address])
    await second.server.mesh.probe()
    // So that each counts as a peer to the other.
    await first.server.mesh.probe()
    return (first, second)
  }

  @Test(arguments: [true, false])
  func `a relay that has only the false packet gets the true one by reconciliation`(_ asks: Bool) async throws {
    let (first, second) = try await pair()
    try await put([junk(0), junk(1)], into: asks ? second : first)
    try await put([real], into: asks ? first : second)
    await second.server.mesh.syncPackets()
    for relay in [first, second] {
      let fetched = try await relay.client.fetch(FetchRequest(.recipient("bob")), from: relay.address)
      #expect(Set(fetched.packets) == [junk(0), real])
      let byHash = try await relay.client.fetch(FetchRequest(.hashes([real.hash])), from: relay.address)
      #expect(Set(byHash.packets) == [junk(0), junk(1), real])
    }
    await first.stop()
    await second.stop()
  }

  @Test func `up to four are kept and all are returned, the true one among them`() async throws {
    let (first, second) = try await pair()
    try await put([junk(0), junk(1), junk(2)], into: second)
    try await put([real], into: first)
    await second.server.mesh.syncPackets()
    for relay in [first, second] {
      let byHash = try await relay.client.fetch(FetchRequest(.hashes([real.hash])), from: relay.address)
      #expect(Set(byHash.packets) == [junk(0), junk(1), junk(2), real])
      #expect(try await relay.post("/sync/hashes", #"{"hashes":[]}"#).body == #"{"hashes":["\#(real.hash.text)"]}"#)
      let known = #"{"hashes":["\#(real.hash.text)"]}"#
      #expect(try await relay.post("/sync/hashes", known).body == #"{"hashes":[]}"#)
    }
    await first.stop()
    await second.stop()
  }

  @Test func `what one side would not have is not carried again by each sync`() async throws {
    let (first, second) = try await pair()
    try await put((0..<4).map { junk($0) }, into: first)
    try await put((4..<8).map { junk($0) }, into: second)
    await second.server.mesh.syncPackets()
    #expect(second.server.mesh.metrics.pulled.load(ordering: .relaxed) == 4)
    #expect(first.server.mesh.metrics.rejected.load(ordering: .relaxed) == 4)
    for _ in 0..<3 { await second.server.mesh.syncPackets() }
    #expect(second.server.mesh.metrics.pulled.load(ordering: .relaxed) == 4)
    #expect(first.server.mesh.metrics.rejected.load(ordering: .relaxed) == 4)
    await first.stop()
    await second.stop()
  }

  @Test func `a packet that was refused is tried again after a while, and the memory of it has its bound`() throws {
    let server = try ServerAddress("relay.example:80")
    let id = SHA256Digest.of("a")
    var refused = RefusedPackets()
    let start = UnixTime(seconds: 1_800_000_000)
    refused.add(id, by: server, at: start)
    let ours = refused.holds(id, by: nil, at: start)
    #expect(!ours)
    for (seconds, holds) in [(0, true), (RefusedPackets.memory - 1, true), (2 * RefusedPackets.memory, false)] {
      let found = refused.holds(id, by: server, at: start.adding(seconds: seconds))
      #expect(found == holds)
    }
    let late = start.adding(seconds: 100_000)
    refused.add(id, by: nil, at: late)
    for number in 0..<2 * RefusedPackets.limit { refused.add(SHA256Digest.of("\(number)"), by: nil, at: late) }
    let isThere = refused.holds(id, by: nil, at: late)
    #expect(!isThere)
  }
}
