import AccountStore
import Identity
import Platform
import Testing

@Suite("Peers and groups")
struct PeopleTests {
  private typealias Samples = MessagingSamples

  @Test func `a peer is read as it was written, after closing and opening, with every field and with none`() throws {
    let store = try MessagingStore()
    let full = Samples.peer(2)
    let bare = StoredPeer(id: Samples.id(3), createdAt: Samples.now)
    try store.database.write { writer throws in
      try writer.save(full)
      try writer.save(bare)
    }
    try store.reopened { database throws in
      #expect(try database.peers() == [full, bare])
      #expect(try database.peer(full.id) == full)
      #expect(try database.peer(bare.id) == bare)
      #expect(try database.peer(pin: Samples.account(2)) == full)
      #expect(try database.peer(pin: Samples.account(3)) == nil)
      #expect(try database.inspect() == [])
    }
  }

  @Test func `saving a peer again replaces its record and keeps its place; removing it leaves its messages`() throws {
    let store = try MessagingStore()
    var first = Samples.peer(2)
    try store.database.write { writer throws in
      try writer.save(first)
      try writer.save(Samples.peer(3))
      _ = try writer.add(Samples.message(1, author: 2, peer: 2))
    }
    first.name = nil
    first.generation += 1
    try store.database.write { try $0.save(first) }
    #expect(try store.database.peers() == [first, Samples.peer(3)])
    try store.database.write { try $0.remove(peer: first.id) }
    #expect(try store.database.peers() == [Samples.peer(3)])
    #expect(try store.database.conversation(peer: first.id).count == 1)
    try store.database.close()
  }

  @Test func `of too many certificates the newest are kept, of too many relays the first`() throws {
    let store = try MessagingStore()
    var peer = Samples.peer(2)
    peer.certificates = (0..<40).map { [UInt8($0)] }
    peer.relays = (0..<40).map { "http://r\($0).example:80" }
    try store.database.write { try $0.save(peer) }
    let read = try #require(try store.database.peer(peer.id))
    #expect(read.certificates == (24..<40).map { [UInt8($0)] })
    #expect(read.relays == (0..<16).map { "http://r\($0).example:80" })
    try store.database.close()
  }

  @Test func `a group is read as it was written, and saving it again replaces it`() throws {
    let store = try MessagingStore()
    var group = Samples.channel("one")
    try store.database.write { writer throws in
      try writer.save(group)
      try writer.save(Samples.channel("two"))
    }
    group.members.removeLast()
    group.version += 1
    group.isLeft = true
    try store.database.write { try $0.save(group) }
    try store.reopened { database throws in
      #expect(try database.channels() == [group, Samples.channel("two")])
      #expect(try database.channel("one") == group)
      #expect(try database.channel("three") == nil)
    }
  }

  @Test func `what is larger than is read again is refused, and nothing is written`() throws {
    let store = try MessagingStore()
    var peer = Samples.peer(2)
    peer.name = String(repeating: "n", count: 4097)
    var group = Samples.channel("one")
    group.members = [StoredChannel.Member](repeating: group.members[0], count: 1001)
    #expect {
      try store.database.write { try $0.save(peer) }
    } throws: { error in
      (error as? StoreError)?.kind == .recordTooLarge
        && (error as? StoreError)?.reason == "the name of a peer record has 4097 bytes; 4096 is the limit"
    }
    #expect {
      try store.database.write { try $0.save(group) }
    } throws: { error in
      (error as? StoreError)?.kind == .recordTooLarge
        && (error as? StoreError)?.reason == "the group has 1001 members; 1000 is the limit"
    }
    #expect(try store.database.peers().isEmpty && store.database.channels().isEmpty)
    group.members.removeLast()
    try store.database.write { try $0.save(group) }
    #expect(try store.database.channels() == [group], "as many as may be are read again")
    try store.database.close()
  }
}
