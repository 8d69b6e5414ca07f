import GnuTLS
import Identity
import Platform
import Testing

/// What throwing a device out takes.
@Suite("Throwing a device out")
struct RevocationPlanTests {
  private static func known(_ world: LogWorld) -> [KnownDevice] {
    var devices = KnownDevice.all(
      records: [], log: world.state, keysInLog: world.log.keysOfDevices,
      revocations: RevocationSet(account: world.account))
    for index in devices.indices {
      devices[index].name = [world.phone, world.laptop, world.tablet].first { $0.id == devices[index].id }?.name
    }
    return devices
  }

  private static func plan(
    _ typed: String, _ world: LogWorld, rotatesAccount: Bool = false
  ) throws -> RevocationPlan {
    let devices = known(world)
    return try RevocationPlan(
      throwing: DeviceSelection.device(typed, among: devices), of: devices, present: world.phone.id, reason: .lost,
      rotatesAccount: rotatesAccount)
  }

  @Test func `of a leaf the receive and the sync key are rotated`() throws {
    let plan = try Self.plan("tablet", .settled(), rotatesAccount: true)
    #expect(plan.held == [.receive, .sync])
    #expect(plan.rotated == [.receive, .sync])
  }

  @Test func `of a full device the account key is rotated where that is wanted, and named in any case`() throws {
    let world = try LogWorld.settled()
    #expect(try Self.plan("laptop", world).held == [.receive, .sync, .account])
    #expect(try Self.plan("laptop", world).rotated == [.receive, .sync])
    #expect(try Self.plan("laptop", world, rotatesAccount: true).rotated == [.receive, .sync, .account])
  }

  @Test func `new keys go to the devices that stay, not to the one that is thrown out`() throws {
    let world = try LogWorld.settled()
    let plan = try Self.plan("tablet", world)
    #expect(plan.recipients == [world.phone.id, world.laptop.id].sorted())
    #expect(plan.withoutKeys.isEmpty)
  }

  @Test func `no new keys go to a device that is not approved yet, or that was thrown out before`() throws {
    var world = try LogWorld.settled()
    try world.take(world.ownAddition(world.thief))
    try world.take(world.revocation(of: world.laptop, by: world.phone))
    let plan = try Self.plan("tablet", world)
    #expect(plan.recipients == [world.phone.id])
    #expect(plan.withoutKeys.map(\.id) == [world.thief.id])
  }

  @Test func `the statement names all keys of the device that are known, and its last statement`() throws {
    var world = try LogWorld.settled()
    let said = try world.approval(of: world.thief, by: world.laptop)
    try world.take(said)
    let content = try Self.plan("laptop", world).statement(world.log)
    guard case .deviceRevoked(let revoked) = content else {
      Issue.record("no revocation")
      return
    }
    #expect(Set(revoked.keys) == Set(world.laptop.keyIDs))
    #expect(revoked.reason == .lost)
    #expect(revoked.lastAccepted == said.id)
    try world.take(world.said(content, by: world.phone))
    #expect(world.standing(world.laptop) == .revoked)
    #expect(Set(world.state.revokedKeys) == Set(world.laptop.keyIDs))
  }

  @Test func `signing keys that a device had before, and those of its certificates, are revoked with it`() throws {
    var world = try LogWorld.settled()
    let newer = FakeKey("laptop newer signing")
    let keys = try DeviceKeys(device: world.laptop.id, signing: newer.id, wrap: world.laptop.wrap.id)
    world.spkis.append(newer.spki)
    try world.take(
      world.said(
        .deviceAdded(AddedDevice(keys: keys, role: .full, method: .approved, approver: world.phone.id)),
        by: world.phone))
    guard case .deviceRevoked(let revoked) = try Self.plan("laptop", world).statement(world.log) else {
      Issue.record("no revocation")
      return
    }
    #expect(Set(revoked.keys) == Set(world.laptop.keyIDs + [newer.id]))
  }

  @Test func `the revocation set gets keys and serial numbers, and the list is above every number seen`() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop()
    var device = KnownDevice.all(records: [laptop.device], log: nil, revocations: account.noRevocations)[0]
    let signing = KeyID(ofSPKI: TestKeys.authority.publicKey.spki)
    device.keys.insert(signing)
    var before = account.noRevocations
    #expect(before.apply(try account.list(of: [], number: 41), account: account.certificate).isEmpty)
    let plan = try RevocationPlan(
      throwing: device, of: [device], present: nil, reason: .stolen, rotatesAccount: false)
    let after = plan.added(to: before, at: TestAccount.birth)
    #expect(after.revokes(key: device.id) && after.revokes(key: DeviceID(signing)))
    #expect(after.revokes(serial: laptop.device.certificate.serial))
    let list = try CumulativeList.issue(
      after, account: account.certificate, accountKey: TestKeys.account, now: TestAccount.birth)
    #expect(list.entries.map(\.serial) == [laptop.device.certificate.serial])
    #expect(list.number == [42])
    #expect(
      RevocationListVerifier.failures(of: list, account: account.certificate, pinned: account.fingerprint).isEmpty)
  }

  @Test func `a device that is out is not thrown out twice`() throws {
    var world = try LogWorld.settled()
    try world.take(world.revocation(of: world.laptop, by: world.phone))
    #expect { try Self.plan("laptop", world) } throws: { ($0 as? IdentityError)?.kind == .deviceRevoked }
  }

  @Test func `a name that two devices have, and a beginning that two IDs have, are refused`() throws {
    let world = try LogWorld.settled()
    var devices = Self.known(world)
    for index in devices.indices { devices[index].name = "phone" }
    #expect { try DeviceSelection.device("phone", among: devices) } throws: {
      ($0 as? IdentityError)?.kind == .deviceAmbiguous
    }
    #expect(try DeviceSelection.device(world.laptop.id.text, among: devices).id == world.laptop.id)
    #expect(try DeviceSelection.device(String(world.laptop.id.text.prefix(9)), among: devices).id == world.laptop.id)
    for typed in ["", String(world.laptop.id.text.prefix(5)), "Phone"] {
      #expect { try DeviceSelection.device(typed, among: devices) } throws: {
        ($0 as? IdentityError)?.kind == .deviceUnknown
      }
    }
  }

  @Test func `of two devices with one name the one that is still in is meant`() throws {
    var world = try LogWorld.settled()
    try world.take(world.revocation(of: world.laptop, by: world.phone))
    var devices = Self.known(world)
    for index in devices.indices where devices[index].id != world.phone.id { devices[index].name = "laptop" }
    #expect(try DeviceSelection.device("laptop", among: devices).id == world.tablet.id)
  }
}
