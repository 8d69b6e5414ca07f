import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct PacketSenderTests {
  @Test
  func `a packet leaves through another relay than the one that fetches, and is confirmed once a second one has it`()
    async throws
  {
    let mesh = try await TestMesh(relays: 3)
    let entry = try await mesh.enqueue()
    try await mesh.send()
    let sent = try mesh.entry(entry)
    #expect(sent.state == .sent && sent.attempts == 1 && sent.lastError == nil)
    let through = try mesh.relay(sent.sentThrough)
    #expect(through.url != mesh.receiving.url && through.packets.map(\.hash.text) == [entry.packetHash])
    // Nobody else has it yet.
    try await mesh.send(seconds: 1)
    #expect(try mesh.entry(entry).state == .sent)
    let checker = try #require(mesh.relays.first { !$0.askedFor.isEmpty })
    #expect(checker.url != through.url && checker.url != mesh.receiving.url)
    let spread = through.packets
    checker.change { $0.packets = spread }
    try await mesh.send(seconds: 4)
    let confirmed = try mesh.entry(entry)
    #expect(confirmed.state == .confirmed && confirmed.packet.isEmpty)
    #expect(try mesh.book(through).successes == 1 && mesh.book(through).losses == 0)
    #expect(mesh.relays.flatMap(\.sent).count == 1)
  }

  @Test func `what has its hash and another recipient or another signature is no confirmation`() async throws {
    for changesRecipient in [true, false] {
      let mesh = try await TestMesh(relays: 3)
      let entry = try await mesh.enqueue()
      try await mesh.send()
      let packet = try Packet(json: entry.packet)
      let twin = Packet(
        recipient: changesRecipient ? Person.eve.receive.text : packet.recipient, message: packet.message,
        signature: changesRecipient ? packet.signature : "poison")
      for relay in mesh.relays where relay.sent.isEmpty { relay.change { $0.packets = [twin] } }
      try await mesh.send(seconds: 1)
      #expect(try mesh.entry(entry).state == .sent, "\(changesRecipient)")
      for relay in mesh.relays where relay.sent.isEmpty { relay.change { $0.packets = [twin, packet] } }
      try await mesh.send(seconds: 4)
      #expect(try mesh.entry(entry).state == .confirmed, "\(changesRecipient)")
    }
  }

  @Test func `when a relay does not take it, another one is tried at once`() async throws {
    let mesh = try await TestMesh(relays: 3)
    let entry = try await mesh.enqueue()
    for relay in mesh.relays { relay.change { $0.status = 503 } }
    try await mesh.send()
    let failed = try mesh.entry(entry)
    let first = try #require(failed.tried.first)
    #expect(failed.state == .queued && failed.notBefore == mesh.start && failed.lastError != nil)
    for relay in mesh.relays { relay.change { $0.status = 200 } }
    try await mesh.send()
    let sent = try mesh.entry(entry)
    #expect(sent.state == .sent && sent.attempts == 2 && sent.sentThrough != first)
    #expect(sent.sentThrough != mesh.receiving.url.text)
    #expect(try mesh.relay(first).sent.isEmpty)
  }

  @Test func `with one relay the tries become rarer and rarer, and never end`() async throws {
    let mesh = try await TestMesh(relays: 1)
    let entry = try await mesh.enqueue()
    mesh.relays[0].change { $0.status = 503 }
    var pauses: [Int64] = []
    var seconds: Int64 = 0
    for _ in 0..<10 {
      try await mesh.send(seconds: seconds)
      let next = try mesh.entry(entry).notBefore.seconds - mesh.start.seconds
      pauses.append(next - seconds)
      seconds = next
    }
    #expect(pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60, 60])
    mesh.relays[0].change { $0.status = 200 }
    try await mesh.send(seconds: seconds)
    #expect(try mesh.entry(entry).state == .sent)
  }

  @Test func `where all but the fetching relay is down, it is not tried in a tight loop`() async throws {
    let mesh = try await TestMesh(relays: 2)
    let entry = try await mesh.enqueue()
    let other = try #require(mesh.relays.first { $0.url != mesh.receiving.url })
    other.change { $0.status = 503 }
    var tries = 0
    while try mesh.entry(entry).notBefore <= mesh.start, tries < 10 {
      try await mesh.send()
      tries += 1
    }
    #expect(tries <= 2)
    #expect(mesh.receiving.sent.isEmpty)
  }

  @Test func `a packet that a relay swallowed is noted, and goes through another one`() async throws {
    let mesh = try await TestMesh(relays: 3)
    for relay in mesh.relays { relay.change { $0.swallows = true } }
    let entry = try await mesh.enqueue()
    try await mesh.send()
    let thief = try mesh.relay(mesh.entry(entry).sentThrough)
    for seconds: Int64 in [1, 4, 15] {
      try await mesh.send(seconds: seconds)
      #expect(try mesh.entry(entry).state == .sent, "\(seconds)")
    }
    #expect(try mesh.book(thief).losses == 0)
    try await mesh.send(seconds: 75)
    let requeued = try mesh.entry(entry)
    #expect(requeued.state == .queued && requeued.lastError?.contains(thief.url.text) == true)
    #expect(try mesh.book(thief).losses == 1)
    try await mesh.send(seconds: 75)
    let again = try mesh.entry(entry)
    #expect(again.state == .sent && again.sentThrough != thief.url.text && again.sentThrough != mesh.receiving.url.text)
  }

  @Test func `with one relay nothing is ever called confirmed before it is given up`() async throws {
    let mesh = try await TestMesh(relays: 1)
    let entry = try await mesh.enqueue()
    try await mesh.send()
    for seconds: Int64 in [1, 75, 3600] { try await mesh.send(seconds: seconds) }
    #expect(try mesh.entry(entry).state == .sent && mesh.relays[0].askedFor.isEmpty)
    #expect(try mesh.book(mesh.relays[0]).losses == 0)
  }

  @Test func `what nobody took is given up at its end, and that is said`() async throws {
    let mesh = try await TestMesh(relays: 1)
    let entry = try await mesh.enqueue()
    mesh.relays[0].change { $0.status = 503 }
    try await mesh.send()
    try await mesh.send(seconds: 40 * 86_400)
    #expect(try mesh.entry(entry).state == .failed && mesh.entry(entry).lastError != nil)
  }

  @Test func `the outbox goes on after a crash where it was`() async throws {
    let mesh = try await TestMesh(relays: 3)
    let (first, second) = (try await mesh.enqueue(), try await mesh.enqueue())
    // Only the first was on its way when the daemon died.
    try await mesh.hold(second, seconds: 60)
    try await mesh.send()
    let next = try await mesh.restarted()
    #expect(try next.entry(first).state == .sent && next.entry(second).state == .queued)
    let through = try next.relay(next.entry(first).sentThrough)
    let spread = through.packets
    for relay in next.relays { relay.change { $0.packets = spread } }
    try await next.send(seconds: 60)
    #expect(try next.entry(first).state == .confirmed && next.entry(second).state == .sent)
    #expect(next.relays.flatMap(\.sent).count == 2)
  }

  @Test func `packets for several recipients leave through several relays`() async throws {
    let mesh = try await TestMesh(relays: 4)
    for person in [Person.bob, .eve, .ada] { _ = try await mesh.enqueue(to: person) }
    try await mesh.send()
    let used = mesh.relays.filter { !$0.sent.isEmpty }
    #expect(used.count == 3 && !used.contains { $0.url == mesh.receiving.url })
  }
}
