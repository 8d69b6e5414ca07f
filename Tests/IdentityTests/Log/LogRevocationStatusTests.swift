import Identity
import Testing

@Suite("Log: what the recovery key says of a revocation")
struct LogRevocationStatusTests {
  private func status(_ world: LogWorld) -> [[Bool]] {
    world.state.revocationStatuses.map { [$0.isByRecovery, $0.isObjected] }
  }

  @Test func `a revocation by a device has neither, until the recovery key speaks`() throws {
    var world = try LogWorld.settled()
    let revocation = try world.revocation(of: world.laptop, by: world.phone)
    try world.take(revocation)
    #expect(status(world) == [[false, false]])
    #expect(world.state.revocationStatuses.map(\.statement) == world.state.revocations)
    #expect(world.state.revocationStatuses.map(\.device) == [world.laptop.id])
    var objected = world
    try objected.take(world.recoverys(.objection(revocation.id)))
    #expect(status(objected) == [[false, true]])
    #expect(objected.standing(world.laptop) == .revoked, "an objection takes no revocation back")
    try world.take(world.recoverys(.countersignature(revocation.id)))
    #expect(status(world) == [[true, false]])
  }

  @Test func `what only a device says, or a thief in the recovery key's name, is nothing`() throws {
    var world = try LogWorld.settled()
    let revocation = try world.revocation(of: world.laptop, by: world.phone)
    try world.take(revocation)
    world.receive([try world.said(.objection(revocation.id), by: world.phone)])
    world.receive([try world.said(.countersignature(revocation.id), by: world.phone)])
    world.receive([
      try world.statement(
        .objection(revocation.id), by: nil, signed: [.key(FakeKey("other recovery", isRecovery: true), .recovery)],
        isRecoverys: true)
    ])
    #expect(status(world) == [[false, false]])
  }

  @Test func `one that the recovery key made or signed is its own`() throws {
    var world = try LogWorld.settled()
    try world.take(world.recoverys(world.revoked(world.laptop)))
    try world.take(
      world.statement(
        world.revoked(world.tablet), by: world.phone, signed: [.account, .device(world.phone), .recovery]))
    #expect(status(world) == [[true, false], [true, false]])
  }
}
