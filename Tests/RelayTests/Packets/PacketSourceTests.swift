import Files
import Glibc
import Jasper
import Platform
import Testing

@testable import Relay

struct PacketSourceTests {
  private func address(_ bytes: UInt8...) throws -> NetworkAddress { try #require(NetworkAddress(bytes: bytes)) }

  private func six(_ bytes: UInt8...) throws -> NetworkAddress {
    try #require(NetworkAddress(bytes: bytes + [UInt8](repeating: 1, count: 16 - bytes.count)))
  }

  @Test func `one household is one source, and its neighbour another`() throws {
    #expect(try PacketSource.client(address(203, 0, 113, 7)) == .client(address(203, 0, 113, 200)))
    #expect(try PacketSource.client(address(203, 0, 113, 7)) != .client(address(203, 0, 114, 7)))
    #expect(try PacketSource.client(six(0x20, 1, 0xD, 0xB8, 0, 1, 2)) == .client(six(0x20, 1, 0xD, 0xB8, 0, 1, 3)))
    #expect(try PacketSource.client(six(0x20, 1, 0xD, 0xB8, 0, 1, 2)) != .client(six(0x20, 1, 0xD, 0xB8, 0, 2, 2)))
    #expect(try PacketSource.peer(address(203, 0, 113, 7)) != .peer(address(203, 0, 113, 8)))
    #expect(try PacketSource.peer(address(203, 0, 113, 7)) != .client(address(203, 0, 113, 7)))
  }

  @Test(arguments: StoreKind.available)
  func `no address of a sender is in the store`(_ kind: StoreKind) async throws {
    let store = try TestStore(kind)
    let database = try store.open(DrivenClock())
    let client = try address(0xCB, 0x5A, 0x71, 0xE7)
    for source in [PacketSource.client(client), .peer(client)] {
      #expect(source.stored.count == 17)
      let packet = Packet(recipient: "bob", message: "hello \(source.isPeer)", signature: "s")
      #expect(try await database.add(packet, from: source) == nil)
    }
    await store.close(database)
    var bytes: [UInt8] = []
    let folder = store.redis?.folder ?? store.folder
    for name in try Folder.list(folder.path) where !name.hasSuffix("socket") {
      // The log of Redis is in a folder of its own.
      let path = folder(name)
      for inner in (try? Folder.list(path)) ?? [""] {  // a plain file has no names in it
        bytes += try FileReader.read(inner.isEmpty ? path : path + "/" + inner, limit: 64 << 20)
      }
    }
    let block = client.block
    #expect(bytes.count > 1000)
    #expect(!(0..<bytes.count - 2).contains { bytes[$0] == block[0] && Array(bytes[$0..<$0 + 3]) == block })
  }
}
