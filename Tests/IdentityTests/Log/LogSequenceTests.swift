import Identity
import Platform
import Testing

@Suite("Log: a file of it")
struct LogSequenceTests {
  /// A log with a branch, and its entries.
  private struct File {
    var world: LogWorld
    let list: [[UInt8]]
    var heads: [StatementHash] { world.log.heads }

    init() throws {
      world = try LogWorld.settled()
      let heads = world.log.heads
      try world.take(world.said(.unknown(kind: 99, payload: [1]), by: world.phone))
      try world.take(world.said(.unknown(kind: 99, payload: [2]), by: world.laptop, heads: heads))
      for index in 0..<6 {
        try world.take(
          world.said(.unknown(kind: 99, payload: [3, UInt8(index)]), by: index % 2 == 0 ? world.phone : world.laptop))
      }
      try world.take(world.revocation(of: world.tablet, by: world.laptop))
      list = LogSequence.entries(of: world.log)
    }

    func failures(_ list: [[UInt8]]) -> [EntryFailure] {
      LogSequence.failures(
        of: list, account: world.account, genesis: world.genesis.id, keys: world.spkis, heads: heads,
        checker: FakeChecker(), now: world.now)
    }
  }

  @Test func `a log as it was written is fine`() throws {
    let file = try File()
    #expect(file.list.count == 12 && file.failures(file.list) == [])
  }

  @Test func `each one-byte change is refused at its entry's number`() throws {
    let file = try File()
    var generator = SeededGenerator(seed: 11)
    for number in file.list.indices {
      for at in file.list[number].indices {
        var list = file.list
        list[number][at] ^= UInt8.random(in: 1...255, using: &generator)
        let first = try #require(file.failures(list).first)
        #expect(first.number == number, "byte \(at)")
      }
    }
  }

  @Test func `each entry that is left out is missed, at its number where the next one stands on it`() throws {
    let file = try File()
    let entries = try file.list.map { try SignedStatement(bytes: $0) }
    for number in file.list.indices {
      var list = file.list
      list.remove(at: number)
      let failures = file.failures(list)
      let follower = entries.indices.first { index in
        entries[index].statement.heads.contains(entries[number].id)
          || entries[index].statement.predecessor == entries[number].id
      }
      // Behind the gap all have moved up by one; the last one is missed by whoever knows the heads.
      #expect(failures.first?.number == (follower ?? list.count + 1) - 1)
      if follower == number + 1 { #expect(failures.first?.number == number) }
    }
  }

  @Test func `each two entries that are swapped are found at the first one's number`() throws {
    let file = try File()
    for one in file.list.indices {
      for two in file.list.indices where one < two {
        var list = file.list
        list.swapAt(one, two)
        #expect(file.failures(list).first?.number == one)
        #expect(file.failures(list).first?.policies == [.inOrder])
      }
    }
  }

  @Test func `an entry that is there twice is refused at its second number`() throws {
    let file = try File()
    for one in file.list.indices {
      for two in (one + 1)...file.list.count {
        var list = file.list
        list.insert(file.list[one], at: two)
        let failures = file.failures(list)
        #expect(failures.map(\.number) == [two] && failures.first?.policies == [.notRepeated])
      }
    }
  }

  @Test func `the entries of another account are refused, each at its number`() throws {
    let file = try File()
    var world = file.world
    world.accountKey = FakeKey("other account")
    let foreign = try world.namelessRevocation(of: world.phone)
    #expect(file.failures(file.list + [foreign.bytes]).map(\.number) == [file.list.count])
    #expect(file.failures(file.list + [foreign.bytes]).first?.policies == [.signerKnown])
  }

  @Test func `a failure tells its number and its rules`() {
    let failure = EntryFailure(number: 3, id: nil, policies: [.signatures, .role])
    #expect(failure.description == "entry 3: signatures, role")
  }
}
