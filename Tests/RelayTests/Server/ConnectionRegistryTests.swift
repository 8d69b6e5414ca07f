import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Relay

struct ConnectionRegistryTests {
  /// Any channel does: the registry only closes it.
  private func channel() async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
  }

  @Test func `connections that are gone leave nothing behind`() async throws {
    let registry = ConnectionRegistry(limit: 10_000, bodyLimit: 0)
    let channel = try await channel()
    let kept = registry.add(channel)
    for _ in 0..<50_000 { registry.remove(registry.add(channel)) }
    #expect(registry.count == 1)
    #expect(registry.remembered < 2000)
    registry.remove(kept)
    try await channel.close()
  }

  @Test func `at the cap the oldest that is not being answered makes room`() async throws {
    let registry = ConnectionRegistry(limit: 3, bodyLimit: 0)
    var channels: [any Channel] = []
    for _ in 0..<4 { channels.append(try await channel()) }
    registry.add(channels[0]).isBusy.store(true, ordering: .relaxed)
    for channel in channels[1...] { _ = registry.add(channel) }
    try await channels[1].closeFuture.get()
    #expect(channels.map(\.isActive) == [true, false, true, true])
    #expect(registry.count == 3)
    for channel in [channels[0], channels[2], channels[3]] { try await channel.close() }
  }
}
