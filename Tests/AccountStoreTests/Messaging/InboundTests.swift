import AccountStore
import Identity
import Platform
import Testing

@Suite("Packets that were not taken in")
struct InboundTests {
  private typealias Samples = MessagingSamples

  @Test func `a held packet comes back when its time has come, the longest due first, until it is removed`() throws {
    let store = try MessagingStore()
    let packets = [Samples.held(1, until: 60), Samples.held(2, until: 30), Samples.held(3, until: 90)]
    try store.database.write { writer throws in for packet in packets { #expect(try writer.hold(packet)) } }
    try store.reopened { database throws in
      #expect(try database.heldPackets(due: Samples.now.adding(seconds: 29), limit: 9).isEmpty)
      #expect(try database.heldPackets(due: Samples.now.adding(seconds: 60), limit: 9) == [packets[1], packets[0]])
      #expect(try database.heldPackets(due: Samples.now.adding(seconds: 99), limit: 1) == [packets[1]])
      try database.write { try $0.removeHeldPacket("held2") }
      #expect(try database.heldPackets(due: Samples.now.adding(seconds: 99), limit: 9) == [packets[0], packets[2]])
      #expect(try database.heldPacketCount() == 2)
    }
  }

  @Test func `a packet that is held already waits until the later time, also where no other one is taken`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      for number in 1...100 { #expect(try writer.hold(Samples.held(number))) }
      #expect(try writer.hold(Samples.held(7, until: 999)))
      #expect(try !writer.hold(Samples.held(101)), "the hundred-and-first of one author")
      #expect(try writer.hold(Samples.held(101, author: 3)))
    }
    #expect(try store.database.heldPacketCount() == 101)
    #expect(try store.database.heldPackets(due: Samples.now.adding(seconds: 60), limit: 200).count == 100)
    try store.database.close()
  }

  @Test func `no more packets are held than a thousand, whoever they are from`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      for number in 0..<1000 { #expect(try writer.hold(Samples.held(number, author: UInt8(number / 100 + 1)))) }
      #expect(try !writer.hold(Samples.held(1000, author: 99)))
      try writer.removeHeldPacket("held500")
      #expect(try writer.hold(Samples.held(1000, author: 99)))
    }
    #expect(try store.database.heldPacketCount() == 1000)
    try store.database.close()
  }

  @Test func `refused packets are listed newest first, and the oldest of more than a thousand goes`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      for number in 1...1003 {
        try writer.add(
          RefusedPacket(
            hash: "hash\(number)", at: Samples.now, claimed: number % 2 == 0 ? Samples.id(2) : nil,
            failures: ["certificateInDate", "reason \(number)"]))
      }
    }
    try store.reopened { database throws in
      let all = try database.refusedPackets()
      #expect(all.count == 1000 && all.first?.hash == "hash1003" && all.last?.hash == "hash4")
      #expect(
        try database.refusedPackets(limit: 2) == [
          RefusedPacket(
            number: 1003, hash: "hash1003", at: Samples.now, claimed: nil,
            failures: ["certificateInDate", "reason 1003"]),
          RefusedPacket(
            number: 1002, hash: "hash1002", at: Samples.now, claimed: Samples.id(2),
            failures: ["certificateInDate", "reason 1002"]),
        ])
    }
  }

  @Test func `a hash that was seen is known until it is forgotten, and counts from the first time`() throws {
    let store = try MessagingStore()
    try store.database.write { writer throws in
      for number in 0..<10 { try writer.markSeen(hash: "h\(number)", at: Samples.now.adding(seconds: Int64(number))) }
      try writer.markSeen(hash: "h0", at: Samples.now.adding(seconds: 100))
    }
    try store.reopened { database throws in
      #expect(try database.isSeen(hash: "h0") && database.isSeen(hash: "h9"))
      #expect(try !database.isSeen(hash: "h10"))
      #expect(try database.seen(among: ["h1", "x", "h2", "h1"]) == ["h1", "h2"])
      #expect(try database.seen(among: []) == [])
      try database.write { try $0.forgetSeen(before: Samples.now.adding(seconds: 5)) }
      #expect(try database.seen(among: (0..<10).map { "h\($0)" }) == ["h5", "h6", "h7", "h8", "h9"])
    }
  }
}
