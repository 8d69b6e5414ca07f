import Jasper
import Platform
import Testing

@testable import Relay

struct RememberedServersTests {
  private let clock = DrivenClock()

  @Test(arguments: StoreKind.available)
  func `a store keeps the servers that it was last given`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let urls = try ["http://a:1", "https://b:2", "http://[::1]:3"].map { try #require(RelayURL($0)) }
    let first = try store.open(clock)
    #expect(try first.servers().isEmpty)
    #expect(await first.keep(urls))
    #expect(await first.keep(Array(urls.dropFirst())))
    await store.close(first)
    let second = try store.open(clock)
    #expect(Set(try second.servers()) == Set(urls.dropFirst()))
    #expect(await second.keep([]))
    #expect(try second.servers().isEmpty)
    await store.close(second)
    #expect(await second.keep(urls) == false)
  }

  @Test func `a relay that starts again finds the servers that it had learned of, and asks before it uses them`()
    async throws
  {
    let first = try await RunningRelay(clock: clock)
    let second = try await RunningRelay(clock: clock, peers: [first.address])
    for _ in 0..<3 {
      await second.server.mesh.probe()
      await first.server.mesh.probe()
      clock.advance(seconds: 1)
    }
    // `first` was told of `second` by it alone.
    #expect(first.server.mesh.knownServers() == [second.address])
    await first.stop()
    let again = try await RunningRelay(clock: clock, folder: first.folder)
    #expect(again.server.mesh.knownServers().isEmpty)
    await again.server.mesh.probe()
    #expect(again.server.mesh.knownServers() == [second.address])
    // One that is gone by the next start is neither used nor passed on.
    await second.stop()
    await again.stop()
    let last = try await RunningRelay(clock: clock, folder: first.folder)
    for _ in 0..<5 {
      await last.server.mesh.probe()
      clock.advance(seconds: 60)
    }
    #expect(last.server.mesh.knownServers().isEmpty)
    await last.stop()
  }

  private func table() -> PeerTable { PeerTable(policy: AddressPolicy(allowsPrivatePeers: true)) }

  @Test func `a few are asked at a time, and none is forgotten before it was`() throws {
    let now = clock.now()
    let urls = try (1...300).map { RelayURL(try ServerAddress("10.0.0.1:\($0)")) }
    var remembered = RememberedServers(urls)
    var table = table()
    var generator = SeededGenerator(seed: 1)
    let taken = remembered.recall(into: &table, at: now)
    #expect(taken.count == PeerLimits().learnedFromOne)
    let more = remembered.recall(into: &table, at: now)
    #expect(more.isEmpty)
    // Nobody has answered: nothing is written.
    #expect(remembered.news(table) { RelayURL($0) } == nil)
    let address = try #require(NetworkAddress(bytes: [10, 0, 0, 1]))
    for url in taken { table.answered(url.address, from: address, at: now, using: &generator) }
    #expect(remembered.news(table) { RelayURL($0) } == nil)
    let next = remembered.recall(into: &table, at: now)
    #expect(next.count == PeerLimits().learnedFromOne)
    for url in next { table.answered(url.address, from: address, at: now, using: &generator) }
    let other = try ServerAddress("10.0.0.2:1")
    table.learn(other, from: nil)
    table.answered(other, from: address, at: now, using: &generator)
    let news = try #require(remembered.news(table) { RelayURL($0) })
    #expect(news.count == RememberedServers.limit)
    #expect(news.contains(RelayURL(other)))
  }

  @Test func `where nobody answers all are asked again later`() throws {
    let now = clock.now()
    let url = try #require(RelayURL("https://relay.example:443"))
    var remembered = RememberedServers([url])
    var table = table()
    var generator = SeededGenerator(seed: 1)
    let first = remembered.recall(into: &table, at: now)
    #expect(first == [url])
    for _ in 0..<3 { table.failed(url.address, at: now, using: &generator) }
    #expect(table[url.address] == nil)
    let soon = remembered.recall(into: &table, at: now.adding(seconds: 1))
    #expect(soon.isEmpty)
    let later = remembered.recall(into: &table, at: now.adding(seconds: RememberedServers.pause))
    #expect(later == [url])
  }
}
