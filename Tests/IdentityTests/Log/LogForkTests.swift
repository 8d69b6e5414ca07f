import Identity
import Platform
import Testing

@Suite("Log: forks")
struct LogForkTests {
  /// The laptop approved `fresh`; somebody with its keys signs the same number again.
  private struct Fork {
    var world: LogWorld
    let fresh = FakeDevice("fresh")
    let good: SignedStatement
    let evil: SignedStatement

    init() throws {
      world = try LogWorld.settled()
      world.spkis += fresh.spkis
      good = try world.approval(of: fresh, by: world.laptop)
      evil = try world.approval(of: world.thief, by: world.laptop)
    }
  }

  @Test func `one author that signs one number twice is suspended, and both statements are evidence`() throws {
    for isReversed in [false, true] {
      var fork = try Fork()
      try fork.world.take(isReversed ? fork.evil : fork.good)
      try fork.world.take(isReversed ? fork.good : fork.evil)
      let state = fork.world.state
      #expect(fork.world.standing(fork.world.laptop) == .suspended)
      #expect(state.forks.map { Set($0.statements) } == [[fork.good.id, fork.evil.id]])
      #expect(state.forks.map(\.author) == [fork.world.laptop.id] && state.forks.map(\.number) == [1])
      #expect(state.forks.map(\.isResolved) == [false])
      for entry in [fork.good, fork.evil] { #expect(fork.world.failures(of: entry) == [.authorNotSuspended]) }
      #expect(fork.world.standing(fork.world.thief) == .notListed)
      // What stands on it does not count either.
      let more = try fork.world.said(.recoveryKey(fork.world.recoveryKey.id), by: fork.world.laptop)
      try fork.world.take(more)
      #expect(fork.world.failures(of: more).contains(.authorNotSuspended))
    }
  }

  @Test func `no revocation is blocked by a fork, neither the author's own nor one of a device it brought in`() throws {
    var fork = try Fork()
    try fork.world.take(fork.good)
    fork.world.wait(LogLimits.maturity)
    let byFresh = try fork.world.statement(
      fork.world.revoked(fork.world.tablet), by: fork.fresh, signed: [.device(fork.fresh)])
    try fork.world.take(byFresh)
    #expect(fork.world.standing(fork.world.tablet) == .revoked)
    fork.world.wait(5)
    try fork.world.take(fork.evil)
    #expect(fork.world.standing(fork.fresh) == .notListed)
    #expect(fork.world.standing(fork.world.tablet) == .revoked, "it was revoked before, and stays so")
    try fork.world.take(fork.world.revocation(of: fork.world.phone, by: fork.world.laptop))
    #expect(fork.world.standing(fork.world.phone) == .revoked)
  }

  @Test func `a revocation that names the true branch ends a fork`() throws {
    var fork = try Fork()
    try fork.world.take(fork.good, fork.evil)
    let revocation = try fork.world.said(
      fork.world.revoked(fork.world.laptop, last: fork.good.id), by: fork.world.phone)
    try fork.world.take(revocation)
    #expect(fork.world.standing(fork.world.laptop) == .revoked)
    #expect(fork.world.standing(fork.fresh) == .active && fork.world.standing(fork.world.thief) == .notListed)
    #expect(fork.world.state.forks.map(\.isResolved) == [true])
    #expect(fork.world.failures(of: fork.evil) == [.authorNotRevoked])
  }

  @Test func `a fork made after the revocation does nothing`() throws {
    var fork = try Fork()
    try fork.world.take(fork.good)
    try fork.world.take(fork.world.revocation(of: fork.world.laptop, by: fork.world.phone))
    try fork.world.take(fork.evil)
    #expect(fork.world.standing(fork.fresh) == .active && fork.world.standing(fork.world.thief) == .notListed)
    #expect(fork.world.state.forks.map(\.isResolved) == [true])
  }

  @Test func `nobody is framed with a fork that the author did not sign`() throws {
    var fork = try Fork()
    try fork.world.take(fork.good)
    let framed = try fork.world.statement(
      .recoveryKey(fork.world.recoveryKey.id), by: fork.world.laptop, signed: [.account], place: (1, nil))
    try fork.world.take(framed)
    #expect(fork.world.standing(fork.world.laptop) == .active && fork.world.state.forks == [])
    #expect(fork.world.failures(of: framed) == [.signedByAuthor])
  }

  @Test func `machines without numbers cannot suspend each other`() throws {
    var world = try LogWorld.settled()
    try world.take(world.namelessRevocation(of: world.tablet), world.namelessRevocation(of: world.laptop))
    #expect(world.state.forks == [] && world.standing(world.tablet) == .revoked)
    #expect(world.standing(world.laptop) == .revoked)
  }

  @Test func `a number that does not follow its predecessor's does not count`() throws {
    var world = try LogWorld.settled()
    let place = world.next(world.phone)
    let gap = try world.statement(
      .recoveryKey(world.recoveryKey.id), by: world.phone, signed: [.account, .device(world.phone)],
      place: (place.number + 1, place.predecessor))
    let others = try world.statement(
      .recoveryKey(world.recoveryKey.id), by: world.laptop, signed: [.account, .device(world.laptop)],
      place: (place.number, place.predecessor))
    try world.take(gap, others)
    #expect(world.failures(of: gap) == [.numbered] && world.failures(of: others) == [.numbered])
  }
}
