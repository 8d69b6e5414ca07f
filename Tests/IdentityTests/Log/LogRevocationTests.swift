import Identity
import Platform
import Testing

@Suite("Log: who goes out")
struct LogRevocationTests {
  @Test func `a full device, a backup, and the recovery key can each revoke`() throws {
    let settled = try LogWorld.settled()
    let ways = [
      try settled.revocation(of: settled.tablet, by: settled.laptop),
      try settled.namelessRevocation(of: settled.tablet),
      try settled.recoverys(settled.revoked(settled.tablet)),
      try settled.statement(settled.revoked(settled.tablet), by: settled.laptop, signed: [.device(settled.laptop)]),
    ]
    for way in ways {
      var world = settled
      try world.take(way)
      #expect(world.standing(world.tablet) == .revoked && world.failures(of: way) == [])
      #expect(Set(world.state.revokedKeys) == Set(world.tablet.keyIDs))
    }
  }

  @Test func `a revocation from a backup that knows nothing of the log counts`() throws {
    var world = try LogWorld.settled()
    try world.take(world.namelessRevocation(of: world.tablet, heads: []))
    #expect(world.standing(world.tablet) == .revoked && world.standing(world.laptop) == .active)
  }

  @Test func `a revocation whose ancestors are unknown, or whose number has a gap, counts`() throws {
    var world = try LogWorld.settled()
    let unknown = try #require(StatementHash(bytes: FakeKey("unknown").id.bytes))
    let entry = try world.statement(
      world.revoked(world.tablet), by: world.laptop, signed: [.account, .device(world.laptop)], heads: [unknown],
      place: (17, unknown))
    try world.take(entry)
    #expect(world.standing(world.tablet) == .revoked && world.failures(of: entry) == [])
  }

  @Test func `revoking one key of a device takes all of them`() throws {
    var world = try LogWorld.settled()
    try world.take(
      world.said(
        .deviceRevoked(RevokedDevice(device: world.tablet.id, keys: [KeyID](), reason: .lost)), by: world.phone))
    #expect(Set(world.state.revokedKeys) == Set(world.tablet.keyIDs))
    let keys = try DeviceKeys(
      device: world.thief.id, signing: world.tablet.signing.id, wrap: world.thief.wrap.id)
    let again = try world.said(
      .deviceAdded(AddedDevice(keys: keys, role: .leaf, method: .approved, approver: world.phone.id)), by: world.phone)
    try world.take(again)
    #expect(world.standing(world.thief) == .revoked, "a device with a key of a revoked one is none")
  }

  @Test func `a leaf revokes itself and nothing else, however it words it`() throws {
    var world = try LogWorld.settled()
    let keys = world.tablet.keyIDs + [world.phone.signing.id]
    let sly = try world.statement(
      .deviceRevoked(RevokedDevice(device: world.tablet.id, keys: keys, reason: .retired)), by: world.tablet,
      signed: [.device(world.tablet)])
    try world.take(sly)
    #expect(world.failures(of: sly) == [.role] && world.state.revokedKeys == [])
    try world.take(world.statement(world.revoked(world.tablet), by: world.tablet, signed: [.device(world.tablet)]))
    #expect(world.standing(world.tablet) == .revoked && world.standing(world.phone) == .active)
  }

  @Test func `a stranger revokes nobody`() throws {
    var world = try LogWorld.settled()
    let entry = try world.statement(world.revoked(world.phone), by: world.thief, signed: [.device(world.thief)])
    #expect(world.receive([entry]).map(\.policies) == [[.signerKnown]])
    #expect(world.standing(world.phone) == .active)
  }

  @Test func `a revoked key does not come back, by approval, by the archive, or by the recovery key`() throws {
    let content = { (world: LogWorld) in
      StatementContent.deviceAdded(try AddedDevice(keys: world.tablet.keys(), role: .full, method: .archive))
    }
    var world = try LogWorld.settled()
    try world.take(world.revocation(of: world.tablet, by: world.phone))
    let approved = try world.approval(of: world.tablet, by: world.laptop)
    let restored = try world.ownAddition(world.tablet)
    let recovered = try world.recoverys(content(world), with: [.account])
    try world.take(approved, restored, recovered)
    world.wait(LogLimits.objection + 1)
    #expect(world.standing(world.tablet) == .revoked)
    for entry in [approved, restored, recovered] { #expect(world.failures(of: entry).contains(.keysNotRevoked)) }
  }

  @Test func `two devices that revoke each other without knowing are both revoked`() throws {
    let settled = try LogWorld.settled()
    let one = try settled.revocation(of: settled.laptop, by: settled.phone)
    let two = try settled.revocation(of: settled.phone, by: settled.laptop)
    for (first, second, pause) in [(one, two, 0), (two, one, 0), (one, two, 99), (two, one, 99)]
      as [(SignedStatement, SignedStatement, Int64)]
    {
      var world = settled
      try world.take(first)
      world.wait(pause)
      try world.take(second)
      #expect(world.standing(world.phone) == .revoked && world.standing(world.laptop) == .revoked)
      #expect(world.standing(world.tablet) == .active, "it came in before")
    }
  }

  @Test func `what a revoked device said counts if its revoker knew it, and only then`() throws {
    var world = try LogWorld.settled()
    let fresh = FakeDevice("fresh")
    world.spkis += fresh.spkis
    try world.take(world.approval(of: fresh, by: world.laptop))
    let known = world.log.heads
    // Beside the revocation, seen before it.
    let unknown = try world.approval(of: world.thief, by: world.laptop)
    try world.take(unknown)
    #expect(world.standing(world.thief) == .active)
    try world.take(world.revocation(of: world.laptop, by: world.phone, heads: known))
    #expect(world.standing(fresh) == .active && world.standing(world.thief) == .notListed)
    #expect(world.failures(of: unknown) == [.authorNotRevoked])
  }

  @Test func `what counts of a revoked device lies in the past of each of its revocations`() throws {
    var world = try LogWorld.settled()
    let known = world.log.heads
    let evil = try world.approval(of: world.thief, by: world.laptop)
    try world.take(evil)
    try world.take(world.revocation(of: world.laptop, by: world.phone, heads: known))
    // Whoever has the account key too names the evil statement as past, to bring it back.
    try world.take(world.namelessRevocation(of: world.laptop))
    #expect(world.standing(world.thief) == .notListed && world.failures(of: evil) == [.authorNotRevoked])
  }

  @Test func `a revoked device's word on itself does not take what it once approved out of the account`() throws {
    var world = try LogWorld.settled()
    let fresh = FakeDevice("fresh")
    world.spkis += fresh.spkis
    try world.take(world.approval(of: fresh, by: world.laptop))
    try world.take(world.revocation(of: world.laptop, by: world.phone))
    world.wait(10)
    for heads in [[world.genesis.id], world.log.heads] {
      let sly = try world.statement(
        world.revoked(world.laptop), by: world.laptop, signed: [.device(world.laptop)], heads: heads, place: (1, nil))
      try world.take(sly)
      #expect(world.standing(fresh) == .active)
    }
  }

  @Test func `a device's own key alone revokes nobody once the device is known to be revoked`() throws {
    let settled = try LogWorld.settled()
    let late = try settled.statement(
      settled.revoked(settled.phone), by: settled.laptop, signed: [.device(settled.laptop)])
    let revocation = try settled.revocation(of: settled.laptop, by: settled.phone)
    for (pause, standing) in [(1, .active), (0, .revoked)] as [(Int64, LoggedDevice.Standing)] {
      var world = settled
      try world.take(revocation)
      world.wait(pause)
      try world.take(late)
      #expect(world.standing(world.phone) == standing)
      #expect(world.failures(of: late) == (standing == .active ? [.authorNotRevoked] : []))
    }
  }

  @Test func `a device that was linked again is superseded`() throws {
    var world = try LogWorld.settled()
    try world.take(world.approval(of: world.thief, by: world.phone))
    let old = try RevokedDevice(device: world.laptop.id, keys: world.laptop.keyIDs, reason: .superseded)
    try world.take(world.said(.deviceRevoked(old), by: world.phone))
    #expect(world.standing(world.laptop) == .superseded && world.state.revokes(world.laptop.device.id))
    try world.take(world.revocation(of: world.laptop, by: world.phone))
    #expect(world.standing(world.laptop) == .revoked)
  }

  @Test func `a receive key of the highest generation counts, and tells who has to be left out`() throws {
    var world = try LogWorld.settled()
    func change(_ generation: UInt32, _ name: String, _ to: [FakeDevice]) throws -> StatementContent {
      .receiveKey(
        try ReceiveKeyChange(generation: generation, receive: FakeKey(name).id, sync: nil, recipients: to.map(\.id)))
    }
    try world.take(world.said(change(2, "two", [world.phone, world.tablet]), by: world.phone))
    try world.take(world.said(change(1, "one", [world.phone]), by: world.laptop))
    #expect(world.state.receiveKey?.receive == FakeKey("two").id && world.state.receiveKeyHoldersRevoked == [])
    try world.take(world.revocation(of: world.tablet, by: world.phone))
    #expect(world.state.receiveKeyHoldersRevoked == [world.tablet.id])
    let byLeaf = try world.said(change(9, "nine", [world.tablet]), by: world.tablet)
    try world.take(byLeaf)
    #expect(world.state.receiveKey?.generation == 2)
  }
}
