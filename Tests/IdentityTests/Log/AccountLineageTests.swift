import Identity
import Platform
import Testing

private let threeDays = LogLimits.objection
private let new = FakeKey("new account")
private let other = FakeKey("other account")

@Suite("Log: the account keys of one account")
struct AccountLineageTests {
  private func lineage(_ world: LogWorld, pinned: AccountFingerprint? = nil) -> AccountLineage {
    AccountLineage(pinned: pinned ?? world.account, world.state)
  }

  @Test func `without a succession there is one key`() throws {
    let world = try LogWorld.settled()
    let lineage = lineage(world)
    #expect(lineage.present == world.account && lineage.keys == [world.account] && lineage.isNamed)
    #expect(lineage.standing(of: LogWorld.fingerprint(new)) == nil)
    let alone = AccountLineage(pinned: world.account, nil)
    #expect(alone.present == world.account && !alone.isNamed)
  }

  @Test func `a key that is followed at once makes the old one an earlier one`() throws {
    var world = try LogWorld.settled()
    let old = world.account
    try world.take(world.succession(to: new, rank: .oldNewAndRecovery))
    let fresh = LogWorld.fingerprint(new)
    for pinned in [old, fresh] {
      let lineage = lineage(world, pinned: pinned)
      #expect(lineage.first == old && lineage.present == fresh && lineage.keys == [old, fresh])
      #expect(lineage.standing(of: old) == .earlier && lineage.standing(of: fresh) == .present)
      #expect(lineage.pending == nil && !lineage.isContested)
    }
  }

  @Test func `a pending key is one of the account's, and not its present one, to the last second`() throws {
    var world = try LogWorld.settled()
    let (old, fresh) = (world.account, LogWorld.fingerprint(new))
    let until = world.now.adding(seconds: threeDays)
    try world.take(world.succession(to: new, rank: .oldAndNew, by: world.phone))
    world.now = until.adding(seconds: -1)
    #expect(lineage(world).standing(of: fresh) == .pending(until: until) && lineage(world).present == old)
    #expect(lineage(world).pending?.key == fresh && lineage(world).pending?.until == until)
    world.now = until
    #expect(lineage(world).standing(of: fresh) == .present && lineage(world).standing(of: old) == .earlier)
  }

  @Test func `whoever is known by a key that only claims to follow is not the account that it claims to be`() throws {
    var world = try LogWorld.settled()
    let (old, fresh) = (world.account, LogWorld.fingerprint(new))
    try world.take(world.succession(to: new, rank: .oldAndNew, by: world.phone))
    let known = lineage(world, pinned: fresh)
    #expect(known.first == fresh && known.keys == [fresh] && known.standing(of: old) == nil)
    #expect(known.isNamed, "its devices are looked up in that log all the same")
    world.wait(threeDays)
    #expect(lineage(world, pinned: fresh).first == old)
  }

  @Test func `two of equal rank are both contested, and the present key stays`() throws {
    var world = try LogWorld.settled()
    let old = world.account
    let one = try world.succession(to: new, rank: .oldAndNew, by: world.phone)
    let two = try world.succession(to: other, rank: .oldAndNew, by: world.laptop)
    try world.take(one)
    try world.take(two)
    world.wait(2 * threeDays)
    let lineage = lineage(world)
    #expect(lineage.present == old && lineage.isContested && lineage.pending == nil)
    for key in [new, other] { #expect(lineage.standing(of: LogWorld.fingerprint(key)) == .contested) }
  }

  @Test func `a key that was cancelled is nobody's`() throws {
    var world = try LogWorld.settled()
    let hostile = try world.succession(to: other, rank: .oldAndNew, by: world.phone)
    let owners = try world.succession(to: new, rank: .oldNewAndRecovery)
    try world.take(hostile)
    try world.take(owners)
    #expect(lineage(world).standing(of: LogWorld.fingerprint(other)) == nil)
    #expect(lineage(world).present == LogWorld.fingerprint(new))
  }

  @Test func `the log of somebody else says nothing about a pinned key`() throws {
    var world = try LogWorld.settled()
    try world.take(world.succession(to: new, rank: .oldNewAndRecovery))
    let stranger = LogWorld.fingerprint(other)
    let lineage = lineage(world, pinned: stranger)
    #expect(!lineage.isNamed && lineage.keys == [stranger] && lineage.standing(of: world.account) == nil)
  }

  @Test func `the account's own device has its new key whatever others wait for`() throws {
    var world = try LogWorld.settled()
    let (old, fresh) = (world.account, LogWorld.fingerprint(new))
    try world.take(world.succession(to: new, rank: .oldAndNew, by: world.phone))
    let own = lineage(world).having(fresh)
    #expect(own.present == fresh && own.standing(of: old) == .earlier && own.pending == nil)
  }
}
