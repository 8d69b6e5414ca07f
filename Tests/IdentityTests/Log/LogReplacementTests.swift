import Identity
import Platform
import Testing

@Suite("Log: who takes another's place")
struct LogReplacementTests {
  private static let fresh = FakeDevice("fresh")
  private static let other = FakeDevice("other")

  private static func settled() throws -> LogWorld {
    var world = try LogWorld.settled()
    world.spkis += fresh.spkis + other.spkis
    return world
  }

  private static func replacement(
    of author: FakeDevice, by device: FakeDevice, role: DeviceRole = .full, in world: LogWorld
  ) throws -> SignedStatement {
    try world.said(
      .deviceAdded(AddedDevice(keys: device.keys(), role: role, method: .replacement, approver: author.id)),
      by: author)
  }

  private static func superseded(_ device: FakeDevice, in world: LogWorld) throws -> SignedStatement {
    try world.said(
      .deviceRevoked(RevokedDevice(device: device.id, keys: device.keyIDs, reason: .superseded)), by: device)
  }

  /// The same statements, all seen at one instant.
  private static func newcomer(_ world: LogWorld) throws -> LogWorld {
    var other = try LogWorld()
    other.spkis = world.spkis
    other.now = world.now
    other.receive(world.log.entries.values.map(\.signed))
    return other
  }

  @Test func `it counts and acts at once where the one before could, which is superseded and says nothing more`()
    throws
  {
    var world = try Self.settled()
    try world.take(Self.replacement(of: world.laptop, by: Self.fresh, in: world))
    #expect(world.standing(Self.fresh) == .active && world.standing(world.laptop) == .superseded)
    let still = try world.approval(of: world.thief, by: world.laptop)
    var sly = world
    try sly.take(still)
    #expect(sly.failures(of: still) == [.authorKnown] && sly.standing(sly.thief) == nil)
    try world.take(Self.superseded(world.laptop, in: world))
    #expect(world.standing(Self.fresh) == .active && world.standing(world.laptop) == .superseded)
    #expect(Set(world.state.revokedKeys) == Set(world.laptop.keyIDs) && world.state.failures == [])
    let device = try #require(world.state.device(Self.fresh.id))
    #expect(device.method == .replacement && device.actsFrom.map { $0 <= world.now } == true)
    try world.take(world.approval(of: Self.other, by: Self.fresh))
    #expect(world.standing(Self.other) == .active)
  }

  @Test func `who comes to know all of it at once takes it for active, and waits a day for what it does`() throws {
    var world = try Self.settled()
    try world.take(Self.replacement(of: world.laptop, by: Self.fresh, in: world))
    try world.take(Self.superseded(world.laptop, in: world))
    let newcomer = try Self.newcomer(world)
    #expect(newcomer.standing(Self.fresh) == .active && newcomer.standing(world.laptop) == .superseded)
    let day = newcomer.now.adding(seconds: LogLimits.maturity)
    #expect(newcomer.state.device(Self.fresh.id)?.actsFrom == day, "as it would of the one before")
    // In the place of the first device it acts at once there too.
    var first = try Self.settled()
    try first.take(Self.replacement(of: first.phone, by: Self.fresh, in: first))
    let known = try Self.newcomer(first)
    #expect(known.state.device(Self.fresh.id)?.actsFrom == known.now)
  }

  @Test func `a leaf, a stranger, and whoever names a device that is known take nobody's place`() throws {
    let settled = try Self.settled()
    let leaf = try Self.replacement(of: settled.tablet, by: Self.fresh, in: settled)
    let known = try Self.replacement(of: settled.laptop, by: settled.tablet, in: settled)
    let unsigned = try settled.statement(
      .deviceAdded(
        AddedDevice(keys: Self.fresh.keys(), role: .full, method: .replacement, approver: settled.laptop.id)),
      by: settled.laptop, signed: [.device(settled.laptop)])
    let elses = try settled.said(
      .deviceAdded(
        AddedDevice(keys: Self.fresh.keys(), role: .full, method: .replacement, approver: settled.laptop.id)),
      by: settled.phone)
    let cases: [(SignedStatement, [LogPolicy])] = [
      (leaf, [.role]), (known, [.keysNotInUse]), (unsigned, [.signedByAccount]), (elses, [.approver]),
    ]
    for (entry, policies) in cases {
      var world = settled
      try world.take(entry)
      #expect(world.failures(of: entry) == policies)
      #expect([world.phone, world.laptop, world.tablet].allSatisfy { world.standing($0) == .active })
      #expect(world.standing(Self.fresh) != .active && world.state.device(world.tablet.id)?.role == .leaf)
    }
  }

  @Test func `nobody has two in its place`() throws {
    let settled = try Self.settled()
    let one = try Self.replacement(of: settled.laptop, by: Self.fresh, in: settled)
    let two = try Self.replacement(of: settled.laptop, by: Self.other, in: settled)
    var world = settled
    try world.take(one, two)
    #expect(world.standing(Self.fresh) != .active && world.standing(Self.other) != .active)
    #expect(world.standing(world.laptop) == .suspended && world.state.forks.count == 1)
    // One after the other: the second does not count.
    world = settled
    try world.take(one)
    let late = try Self.replacement(of: world.laptop, by: Self.other, in: world)
    try world.take(late)
    #expect(world.failures(of: late) == [.authorKnown] && world.standing(Self.fresh) == .active)
  }

  @Test func `thrown out by somebody who does not know of it, a device takes its successor along`() throws {
    var world = try Self.settled()
    let known = world.log.heads
    try world.take(Self.replacement(of: world.laptop, by: Self.fresh, in: world))
    try world.take(Self.superseded(world.laptop, in: world))
    try world.take(world.revocation(of: world.laptop, by: world.phone, heads: known))
    #expect(world.standing(world.laptop) == .revoked && world.standing(Self.fresh) == .notListed)
  }
}
