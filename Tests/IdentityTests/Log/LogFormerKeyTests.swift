import Identity
import Platform
import Testing

@Suite("Log: a signing key that was replaced")
struct LogFormerKeyTests {
  private static let next = FakeKey("laptop signing 2")

  private static func keys(_ world: LogWorld) throws -> DeviceKeys {
    try DeviceKeys(device: world.laptop.id, signing: next.id, wrap: world.laptop.wrap.id)
  }

  /// The laptop says, by the key of before, that it has another one.
  private static func change(_ method: AddedDevice.Method, in world: LogWorld) throws -> SignedStatement {
    try world.said(
      .deviceAdded(
        AddedDevice(keys: keys(world), role: .full, method: method, approver: world.laptop.id)), by: world.laptop)
  }

  private static func replaced(_ settled: LogWorld) throws -> LogWorld {
    var world = settled
    world.spkis.append(next.spki)
    try world.take(change(.replacement, in: world))
    return world
  }

  /// A revocation by a signing key alone, as whoever has that key makes it.
  private static func weak(
    _ device: FakeDevice, by key: FakeKey, in world: LogWorld, heads: [StatementHash]? = nil
  ) throws -> SignedStatement {
    try world.statement(
      world.revoked(device), by: world.laptop, signed: [.key(key, .device)], heads: heads)
  }

  @Test func `it is revoked, and the device stays`() throws {
    let world = try Self.replaced(.settled())
    #expect(world.standing(world.laptop) == .active && world.state.revokedKeys == [world.laptop.signing.id])
    let device = try #require(world.state.device(world.laptop.id))
    #expect(device.keys.signing == Self.next.id && device.formerSigning == [world.laptop.signing.id: world.now])
    #expect(device.actsFrom.map { $0 <= world.now } == true && device.method == .approved)
    #expect(world.state.failures == [])
  }

  @Test func `it throws nobody out any more, nor its own device; the new one does`() throws {
    let settled = try Self.replaced(.settled())
    for victim in [settled.phone, settled.tablet, settled.laptop] {
      // On top of all that is known, and beside the replacement.
      for heads in [settled.log.heads, [settled.genesis.id]] {
        var world = settled
        let entry = try Self.weak(victim, by: world.laptop.signing, in: world, heads: heads)
        try world.take(entry)
        #expect(world.failures(of: entry) == [.authorNotRevoked])
        #expect(world.standing(victim) == .active)
        // Whoever comes to know all of it at once goes by the same.
        var newcomer = try LogWorld()
        newcomer.spkis = world.spkis
        newcomer.receive(world.log.entries.values.map(\.signed))
        newcomer.wait(LogLimits.maturity + 1)
        #expect(newcomer.standing(victim) == .active)
      }
      var world = settled
      try world.take(Self.weak(victim, by: Self.next, in: world))
      #expect(world.standing(victim) == .revoked)
    }
  }

  @Test func `nor does it say anything else`() throws {
    var world = try Self.replaced(.settled())
    let entry = try world.approval(of: world.thief, by: world.laptop)
    try world.take(entry)
    #expect(world.failures(of: entry) == [.signedByAuthor] && world.standing(world.thief) == nil)
  }

  @Test func `what it said before still counts`() throws {
    var world = try LogWorld.settled()
    let fresh = FakeDevice("fresh")
    world.spkis += fresh.spkis
    try world.take(world.approval(of: fresh, by: world.laptop))
    try world.take(Self.weak(world.tablet, by: world.laptop.signing, in: world))
    world = try Self.replaced(world)
    #expect(world.standing(fresh) == .active && world.standing(world.tablet) == .revoked)
  }

  @Test func `a revocation that was in force before the key was replaced stays`() throws {
    var world = try LogWorld.settled()
    let known = world.log.heads
    let place = world.next(world.laptop)
    try world.take(Self.weak(world.tablet, by: world.laptop.signing, in: world))
    world.wait(1)
    world.spkis.append(Self.next.spki)
    // The device has not seen it: somebody else has the key.
    try world.take(
      world.statement(
        .deviceAdded(
          AddedDevice(
            keys: Self.keys(world), role: .full, method: .replacement, approver: world.laptop.id)),
        by: world.laptop, signed: [.account, .device(world.laptop)], heads: known, place: place))
    #expect(world.standing(world.tablet) == .revoked)
  }

  @Test
  func `a key that was renewed with its certificate is not revoked, and the log tells since when it is not the one`()
    throws
  {
    var world = try LogWorld.settled()
    world.spkis.append(Self.next.spki)
    try world.take(Self.change(.approved, in: world))
    world.wait(77)
    let device = try #require(world.state.device(world.laptop.id))
    #expect(world.state.revokedKeys == [] && device.keys.signing == Self.next.id)
    #expect(device.formerSigning == [world.laptop.signing.id: world.now.adding(seconds: -77)])
  }

  @Test func `a young device has its new key at once, and acts no earlier for that`() throws {
    var world = try LogWorld()
    try world.take(world.approval(of: world.laptop, by: world.phone))
    let day = world.now.adding(seconds: LogLimits.maturity)
    world.wait(60)
    world = try Self.replaced(world)
    let device = try #require(world.state.device(world.laptop.id))
    #expect(device.keys.signing == Self.next.id && device.standing == .active && device.actsFrom == day)
  }
}
