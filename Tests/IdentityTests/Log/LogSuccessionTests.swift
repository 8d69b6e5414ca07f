import Identity
import Platform
import Testing

private let threeDays = LogLimits.objection
private let new = FakeKey("new account")
private let other = FakeKey("other account")

@Suite("Log: successions")
struct LogSuccessionTests {
  private func outcomes(_ world: LogWorld) -> [SuccessionStatus.Outcome] { world.state.successions.map(\.outcome) }

  @Test func `old, new and recovery key together are followed at once`() throws {
    var world = try LogWorld.settled()
    let before = world.account
    try world.take(world.succession(to: new, rank: .oldNewAndRecovery))
    #expect(world.state.accounts == [before, LogWorld.fingerprint(new)])
    #expect(outcomes(world) == [.followed(since: world.now)])
    #expect(world.standing(world.phone) == .active && world.standing(world.tablet) == .active)
    world.accountKey = new
    try world.take(world.approval(of: world.thief, by: world.phone))
    #expect(world.standing(world.thief) == .active, "the new key signs what follows")
  }

  @Test func `a succession of a lower rank is followed after exactly 72 hours`() throws {
    for rank in [Succession.Rank.newAndRecovery, .oldAndNew] {
      var world = try LogWorld.settled()
      let seen = world.now
      try world.take(world.succession(to: new, rank: rank, by: rank == .oldAndNew ? world.phone : nil))
      let until = seen.adding(seconds: threeDays)
      world.now = until.adding(seconds: -1)
      #expect(world.state.accounts.count == 1 && outcomes(world) == [.pending(until: until)])
      #expect(world.state.nextChange == until)
      world.now = until
      #expect(world.state.account == LogWorld.fingerprint(new) && outcomes(world) == [.followed(since: until)])
      world.now = until.adding(seconds: 1)
      #expect(world.state.account == LogWorld.fingerprint(new) && world.state.nextChange == nil)
    }
  }

  @Test func `a higher rank cancels a pending one up to the last second, and not after`() throws {
    for (low, high) in [
      (Succession.Rank.oldAndNew, Succession.Rank.newAndRecovery), (.oldAndNew, .oldNewAndRecovery),
      (.newAndRecovery, .oldNewAndRecovery),
    ] {
      for edge in [threeDays - 1, threeDays, threeDays + 1] {
        var world = try LogWorld.settled()
        let hostile = try world.succession(to: other, rank: low, by: low == .oldAndNew ? world.phone : nil)
        let owners = try world.succession(to: new, rank: high)
        try world.take(hostile)
        world.wait(edge)
        try world.take(owners)
        world.wait(threeDays)
        #expect(world.state.accounts.last == LogWorld.fingerprint(edge < threeDays ? new : other))
      }
    }
  }

  @Test func `of two of equal rank neither is followed, until one of a higher rank comes`() throws {
    for rank in [Succession.Rank.newAndRecovery, .oldAndNew] {
      var world = try LogWorld.settled()
      let author = rank == .oldAndNew ? world.phone : nil
      let one = try world.succession(to: new, rank: rank, by: author)
      let two = try world.succession(to: other, rank: rank, by: rank == .oldAndNew ? world.laptop : nil)
      let third = try world.succession(to: FakeKey("third account"), rank: .oldNewAndRecovery)
      world.spkis.append(FakeKey("third account").spki)
      try world.take(one)
      world.wait(threeDays - 1)
      try world.take(two)
      world.wait(threeDays + 1)
      #expect(world.state.accounts.count == 1 && outcomes(world) == [.contested, .contested])
      try world.take(third)
      #expect(world.state.account == LogWorld.fingerprint(FakeKey("third account")))
    }
    var world = try LogWorld.settled()
    let one = try world.succession(to: new, rank: .oldNewAndRecovery)
    let two = try world.succession(to: other, rank: .oldNewAndRecovery)
    let settled = world
    try world.take(one, two)
    #expect(world.state.accounts.count == 1 && outcomes(world) == [.contested, .contested])
    world = settled
    try world.take(one)
    world.wait(1)
    try world.take(two)
    #expect(world.state.account == LogWorld.fingerprint(new), "what was followed is final")
  }

  @Test func `while a succession is pending, and after it, the old key only revokes`() throws {
    var world = try LogWorld.settled()
    let settled = world
    let beside = try settled.approval(of: settled.thief, by: settled.laptop)
    let revocation = try settled.namelessRevocation(of: settled.tablet)
    try world.take(world.succession(to: new, rank: .newAndRecovery))
    try world.take(beside)
    #expect(world.failures(of: beside) == [.accountKeyNotFrozen] && world.standing(world.thief) == .notListed)
    try world.take(revocation)
    #expect(world.standing(world.tablet) == .revoked)
    world.wait(threeDays)
    #expect(world.failures(of: beside) == [.accountKey])
    #expect(world.standing(world.tablet) == .revoked, "it was in force before")
  }

  @Test func `after a succession the old key's revocations count only from before`() throws {
    for (pause, counts) in [(-1, true), (0, false), (1, false)] as [(Int64, Bool)] {
      var world = try LogWorld.settled()
      let settled = world
      let revocation = try settled.namelessRevocation(of: settled.tablet)
      let succession = try settled.succession(to: new, rank: .oldNewAndRecovery)
      if pause < 0 { try world.take(revocation) } else { try world.take(succession) }
      world.wait(abs(pause))
      if pause < 0 { try world.take(succession) } else { try world.take(revocation) }
      #expect((world.standing(world.tablet) == .revoked) == counts)
      #expect(world.failures(of: revocation) == (counts ? [] : [.accountKey]))
    }
    // In its past it counts, however late it comes.
    var world = try LogWorld.settled()
    try world.take(world.namelessRevocation(of: world.tablet))
    try world.take(world.succession(to: new, rank: .oldNewAndRecovery))
    world.wait(1)
    #expect(world.standing(world.tablet) == .revoked)
  }

  @Test func `an objection of the recovery key's holder cancels a pending succession up to the last second`() throws {
    for rank in [Succession.Rank.newAndRecovery, .oldAndNew] {
      for edge in [threeDays - 1, threeDays] {
        var world = try LogWorld.settled()
        let succession = try world.succession(to: other, rank: rank, by: rank == .oldAndNew ? world.phone : nil)
        try world.take(succession)
        world.wait(edge)
        try world.take(world.recoverys(.objection(succession.id)))
        world.wait(threeDays)
        #expect((world.state.accounts.count == 1) == (edge < threeDays))
      }
    }
  }

  @Test func `a succession without its new key's signature, or with the account key alone, is none`() throws {
    var world = try LogWorld.settled()
    let content = StatementContent.succession(Succession(new: LogWorld.fingerprint(other)))
    let unproved = try world.statement(
      content, by: nil, signed: [.account, .recovery], isRecoverys: true)
    let alone = try world.statement(content, by: nil, signed: [.account, .key(other, .successor)])
    try world.take(unproved, alone)
    #expect(world.failures(of: unproved) == [.signedBySuccessor] && world.failures(of: alone) == [.authorKnown])
    world.wait(threeDays)
    #expect(world.state.accounts.count == 1)
  }

  @Test func `a succession that is completed later counts from then on`() throws {
    var world = try LogWorld.settled()
    let content = StatementContent.succession(Succession(new: LogWorld.fingerprint(other)))
    try world.take(world.statement(content, by: world.phone, signed: [.device(world.phone)]))
    let place = (
      number: world.next(world.phone).number - 1,
      predecessor: world.log.entries.values
        .first {
          $0.statement.author == .device(world.phone.id) && $0.statement.number == world.next(world.phone).number - 1
        }?
        .statement.predecessor
    )
    let heads = try #require(world.log.entries.values.first { $0.statement.content == content }).statement.heads
    world.wait(threeDays)
    try world.take(
      world.statement(
        content, by: world.phone, signed: [.account, .device(world.phone), .key(other, .successor)], heads: heads,
        place: place))
    #expect(outcomes(world) == [.pending(until: world.now.adding(seconds: threeDays))])
  }

  @Test func `successions follow each other, and none leads back`() throws {
    var world = try LogWorld.settled()
    let first = world.accountKey
    try world.take(world.succession(to: new, rank: .oldNewAndRecovery))
    world.accountKey = new
    let back = try world.succession(to: first, rank: .oldNewAndRecovery)
    try world.take(back)
    #expect(world.failures(of: back) == [.target])
    try world.take(world.succession(to: other, rank: .oldNewAndRecovery))
    #expect(world.state.accounts == [first, new, other].map(LogWorld.fingerprint))
  }

  @Test func `only the recovery key before can name another one`() throws {
    let kit = FakeKey("other recovery", isRecovery: true)
    for rank in Succession.Rank.allCases {
      var world = try LogWorld.settled()
      try world.take(
        world.succession(to: new, rank: rank, by: rank == .oldAndNew ? world.phone : nil, recovery: kit.id))
      world.wait(threeDays)
      #expect(world.state.account == LogWorld.fingerprint(new))
      #expect(world.state.recoveryKey == (rank == .oldAndNew ? world.recoveryKey.id : kit.id))
    }
  }

  @Test func `an imported account gets its recovery key once`() throws {
    var world = try LogWorld.imported()
    #expect(world.state.recoveryKey == nil)
    try world.take(world.said(.recoveryKey(world.recoveryKey.id), by: world.phone))
    #expect(world.state.recoveryKey == world.recoveryKey.id)
    let again = try world.said(
      .recoveryKey(FakeKey("other recovery", isRecovery: true).id), by: world.phone)
    try world.take(again)
    #expect(world.state.recoveryKey == world.recoveryKey.id && world.failures(of: again) == [.recoveryKeyNew])
    try world.take(world.succession(to: new, rank: .oldNewAndRecovery))
    #expect(world.state.account == LogWorld.fingerprint(new))
    var created = try LogWorld.settled()
    let more = try created.said(.recoveryKey(FakeKey("other recovery", isRecovery: true).id), by: created.phone)
    try created.take(more)
    #expect(created.failures(of: more) == [.recoveryKeyNew] && created.state.recoveryKey == created.recoveryKey.id)
  }

  @Test func `of two recovery keys named at once by devices that did not know of each other neither counts`() throws {
    var world = try LogWorld.imported()
    try world.take(world.approval(of: world.laptop, by: world.phone))
    world.wait(LogLimits.maturity)
    let one = try world.said(.recoveryKey(world.recoveryKey.id), by: world.phone)
    let two = try world.said(.recoveryKey(FakeKey("other recovery", isRecovery: true).id), by: world.laptop)
    let settled = world
    try world.take(one, two)
    #expect(world.state.recoveryKey == nil && Set(world.state.contestedRecoveryKeys) == [one.id, two.id])
    world = settled
    try world.take(one)
    world.wait(1)
    try world.take(two)
    #expect(world.state.recoveryKey == world.recoveryKey.id && world.failures(of: two) == [.recoveryKeyNew])
  }
}
