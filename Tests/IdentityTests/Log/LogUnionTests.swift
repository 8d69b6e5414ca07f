import Identity
import Platform
import Synchronization
import Testing

/// Counts what it is asked.
private final class CountingChecker: StatementSignatureChecker {
  let count = Mutex(0)

  func isValid(_ signature: StatementSignature, over message: [UInt8], spki: [UInt8]) -> Bool {
    count.withLock { $0 += 1 }
    return FakeChecker().isValid(signature, over: message, spki: spki)
  }
}

@Suite("Log: union and order")
struct LogUnionTests {
  /// A log with everything in it: approvals, own additions, countersignatures, a fork, mutual revocations, successions.
  static func rich() throws -> (world: LogWorld, entries: [SignedStatement]) {
    var world = try LogWorld.settled()
    let devices = (0..<4).map { FakeDevice("device \($0)") }
    world.spkis += devices.flatMap(\.spkis)
    let start = world
    for device in devices { try world.take(world.approval(of: device, by: world.phone)) }
    let own = try world.ownAddition(world.thief)
    try world.take(own, world.said(.countersignature(own.id), by: world.laptop))
    let beside = world
    try world.take(world.revocation(of: devices[0], by: world.phone))
    try world.take(beside.revocation(of: world.phone, by: world.laptop))
    try world.take(start.approval(of: devices[3], by: world.laptop))
    try world.take(world.recoverys(.countersignature(world.log.heads[0])))
    let receive = try ReceiveKeyChange(
      generation: 2, receive: FakeKey("receive").id, sync: nil, recipients: [world.laptop.id])
    try world.take(world.recoverys(.receiveKey(receive), with: [.account]))
    try world.take(world.namelessRevocation(of: devices[1], heads: []))
    try world.take(world.succession(to: FakeKey("new account"), rank: .newAndRecovery))
    try world.take(beside.succession(to: FakeKey("other account"), rank: .oldNewAndRecovery))
    world.accountKey = FakeKey("other account")
    try world.take(world.recoverys(.unknown(kind: 50, payload: []), with: [.account]))
    return (world, world.log.entries.values.map(\.signed))
  }

  @Test func `any order of arrival, in any pieces, gives the same state byte for byte`() throws {
    let (world, entries) = try Self.rich()
    var expected: [LogState] = []
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var log = AccountLog(account: LogWorld.fingerprint(FakeKey("account")), genesis: world.genesis.id)
      var rest = entries.sorted { $0.id < $1.id }.shuffled(using: &generator)[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...rest.count, using: &generator)
        _ = log.receive(rest.prefix(count), keys: world.spkis, checker: FakeChecker(), now: world.now)
        rest = rest.dropFirst(count)
      }
      #expect(log.waiting.isEmpty && log.entries.count == entries.count)
      // At once, and when all that has to wait has waited.
      let states = [0, LogLimits.maturity, LogLimits.objection].map { log.state(at: world.now.adding(seconds: $0)) }
      if expected.isEmpty { expected = states }
      #expect(states == expected)
      #expect(states.map { Array("\($0)".utf8) } == expected.map { Array("\($0)".utf8) })
    }
    #expect(expected.map(\.forks.count) == [1, 1, 1] && expected.map(\.accounts.count) == [2, 2, 2])
    // The laptop revokes the phone, and has to be a day old for that.
    #expect(expected.map(\.revocations.count) == [1, 2, 2])
  }

  @Test func `union is commutative, associative and idempotent`() throws {
    let (world, entries) = try Self.rich()
    let sorted = entries.sorted { $0.id < $1.id }
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: UInt64(1000 + seed))
      let parts = (0..<3).map { part in
        var log = AccountLog(account: LogWorld.fingerprint(FakeKey("account")), genesis: world.genesis.id)
        let some = sorted.filter { _ in Bool.random(using: &generator) }
        _ = log.receive(
          some, keys: world.spkis, checker: FakeChecker(), now: world.now.adding(seconds: Int64(part) - 2))
        return log
      }
      let forward = try parts[0].merging(parts[1]).merging(parts[2])
      let backward = try parts[2].merging(parts[1].merging(parts[0]))
      #expect(forward.entries == backward.entries && forward.waiting == backward.waiting)
      #expect(forward.state(at: world.now) == backward.state(at: world.now))
      #expect(try forward.merging(parts[0]).merging(forward).entries == forward.entries)
      for part in parts {
        for (id, entry) in part.entries {
          let united = try #require(forward.entries[id])
          #expect(zip(united.sights, entry.sights).allSatisfy { $0 <= $1 }, "the earlier sight counts")
        }
      }
    }
  }

  @Test func `logs of two accounts are not put together`() throws {
    let world = try LogWorld.settled()
    let other = AccountLog(account: LogWorld.fingerprint(FakeKey("other account")), genesis: world.genesis.id)
    #expect(throws: IdentityError(.otherAccount, "")) { try world.log.merging(other) }
  }

  @Test func `what was verified once is not verified again`() throws {
    let (world, entries) = try Self.rich()
    let checker = CountingChecker()
    var log = AccountLog(account: LogWorld.fingerprint(FakeKey("account")), genesis: world.genesis.id)
    _ = log.receive(entries, keys: world.spkis, checker: checker, now: world.now)
    let signatures = log.entries.values.map(\.sights.count).reduce(0, +)
    #expect(checker.count.withLock { $0 } == signatures)
    #expect(log.receive(entries, keys: world.spkis, checker: checker, now: world.now.adding(seconds: 9)) == [])
    var again = AccountLog(
      account: log.account, genesis: log.genesis, keys: log.keys.values, entries: log.entries.values)
    #expect(again == log)
    #expect(again.receive(entries, checker: checker, now: world.now) == [])
    #expect(again.state(at: world.now) == log.state(at: world.now))
    #expect(checker.count.withLock { $0 } == signatures)
  }

  @Test func `an entry with a wrong signature is refused at its number and leaves no trace`() throws {
    var world = try LogWorld.settled()
    let before = world.log
    let good = try world.revocation(of: world.tablet, by: world.laptop)
    let bad = try SignedStatement(
      good.statement,
      signatures: good.signatures.map {
        StatementSignature(role: $0.role, algorithm: $0.algorithm, key: $0.key, bytes: $0.bytes.reversed())
      })
    let late = try world.namelessRevocation(of: world.thief)
    let failures = world.receive([late, bad])
    #expect(failures == [EntryFailure(number: 1, id: bad.id, policies: [.signatures])])
    #expect(world.log.entries.count == before.entries.count + 1 && world.log.waiting.isEmpty)
    try world.take(good)
    #expect(world.standing(world.tablet) == .revoked)
  }

  @Test func `an entry waits for the key and the device that it needs, and no more than so many wait`() throws {
    var world = try LogWorld.settled()
    let fresh = FakeDevice("fresh")
    let addition = try world.approval(of: fresh, by: world.phone)
    var ahead = world
    ahead.spkis += fresh.spkis
    try ahead.take(addition)
    ahead.wait(LogLimits.maturity)
    let later = try ahead.revocation(of: world.tablet, by: fresh)
    #expect(world.receive([later]).map(\.policies) == [[.signerKnown]])
    #expect(world.log.waiting == [later] && world.standing(world.tablet) == .active)
    try world.take(addition)
    #expect(world.log.waiting == [later], "its key is not known")
    world.spkis += fresh.spkis
    #expect(world.receive([]) == [] && world.log.waiting.isEmpty)
    let stranger = FakeKey("other account")
    world.accountKey = stranger
    let foreign = try (0...LogLimits.waiting).map { index in
      try world.namelessRevocation(
        of: world.tablet, heads: [try #require(StatementHash(bytes: FakeKey("\(index)").id.bytes))])
    }
    let refused = world.receive(foreign)
    #expect(world.log.waiting.count == LogLimits.waiting)
    #expect(refused.filter { $0.policies == [.limits] }.count == 1)
  }

  @Test func `a long log replays in one order, each statement after what it stands on`() throws {
    var world = try LogWorld.settled()
    let place = world.next(world.phone)
    var last = try #require(place.predecessor)
    var batch: [SignedStatement] = []
    for index in 0..<3000 {
      let statement = try Statement(
        account: world.account, author: .device(world.phone.id), number: place.number + UInt64(index),
        predecessor: last, heads: [last], content: .unknown(kind: 80, payload: []))
      batch.append(
        try SignedStatement(statement, signatures: [world.phone.signing.sign(statement, as: .device)]))
      last = statement.id
    }
    #expect(world.receive(batch.reversed()) == [])
    let ids = world.state.failures.compactMap(\.id)
    #expect(ids == batch.map(\.id) && world.state.heads == [last])
  }
}
