import Identity
import Platform
import Testing

/// Hours that rules speak of, tried one second before, on and after the edge.
private let day = LogLimits.maturity
private let threeDays = LogLimits.objection

@Suite("Log: who comes in")
struct LogAdditionTests {
  @Test func `the device that genesis names counts at once, and no other can be first`() throws {
    var world = try LogWorld()
    #expect(world.standing(world.phone) == .active)
    #expect(world.state.device(world.phone.id)?.actsFrom == world.now)
    try world.take(world.ownAddition(world.thief))
    #expect(world.standing(world.thief) == .pending(until: world.now.adding(seconds: threeDays)))
  }

  @Test func `in an imported account the device that came first counts at once, and the next one does not`() throws {
    var world = try LogWorld.imported()
    #expect(world.standing(world.phone) == .active)
    world.wait(1)
    // Dated back, beside the first.
    let late = try world.ownAddition(world.thief, heads: [world.genesis.id])
    try world.take(late)
    #expect(world.standing(world.phone) == .active)
    #expect(world.standing(world.thief) == .pending(until: world.now.adding(seconds: threeDays)))
    try world.take(world.approval(of: world.laptop, by: world.phone))
    #expect(world.standing(world.laptop) == .active)
  }

  @Test func `a device that a device approves is active at once`() throws {
    var world = try LogWorld()
    try world.take(world.approval(of: world.laptop, by: world.phone))
    #expect(world.standing(world.laptop) == .active)
    #expect(world.state.device(world.laptop.id)?.actsFrom == world.now.adding(seconds: day))
  }

  @Test func `an addition without the account's or without the device's signature does not count`() throws {
    var world = try LogWorld()
    let content = StatementContent.deviceAdded(
      try AddedDevice(keys: world.laptop.keys(), role: .full, method: .approved, approver: world.phone.id))
    let noAccount = try world.statement(content, by: world.phone, signed: [.device(world.phone)])
    try world.take(noAccount)
    #expect(world.failures(of: noAccount) == [.signedByAccount] && world.standing(world.laptop) == nil)
    world = try LogWorld()
    let noDevice = try world.statement(content, by: world.phone, signed: [.account])
    try world.take(noDevice)
    #expect(world.failures(of: noDevice) == [.signedByAuthor] && world.standing(world.laptop) == nil)
    // The other copy's signature completes it; the time counts from then on.
    world.wait(100)
    try world.take(world.statement(content, by: world.phone, signed: [.account, .device(world.phone)]))
    #expect(world.standing(world.laptop) == .active)
    #expect(world.state.device(world.laptop.id)?.actsFrom == world.now.adding(seconds: day))
  }

  @Test func `an approval that names another approver than its author does not count`() throws {
    var world = try LogWorld.settled()
    let content = StatementContent.deviceAdded(
      try AddedDevice(keys: world.thief.keys(), role: .full, method: .approved, approver: world.laptop.id))
    let entry = try world.said(content, by: world.phone)
    try world.take(entry)
    #expect(world.failures(of: entry) == [.approver] && world.standing(world.thief) == nil)
  }

  @Test func `an unapproved device counts after exactly 72 hours`() throws {
    var world = try LogWorld.settled()
    let seen = world.now
    try world.take(world.ownAddition(world.thief))
    world.now = seen.adding(seconds: threeDays - 1)
    #expect(world.standing(world.thief) == .pending(until: seen.adding(seconds: threeDays)))
    #expect(world.state.nextChange == seen.adding(seconds: threeDays))
    world.wait(1)
    #expect(world.standing(world.thief) == .active)
    world.wait(1)
    #expect(world.standing(world.thief) == .active && world.state.nextChange == nil)
  }

  @Test func `what an unapproved device says in the meantime does not count, but revoking itself`() throws {
    var world = try LogWorld.settled()
    let seen = world.now
    try world.take(world.ownAddition(world.thief))
    try world.take(world.revocation(of: world.laptop, by: world.thief))
    world.now = seen.adding(seconds: threeDays - 1)
    #expect(world.standing(world.laptop) == .active)
    world.wait(1)
    #expect(world.standing(world.laptop) == .revoked, "it is late, not lost")
    world = try LogWorld.settled()
    try world.take(world.ownAddition(world.thief))
    try world.take(world.statement(world.revoked(world.thief), by: world.thief, signed: [.device(world.thief)]))
    #expect(world.standing(world.thief) == .revoked)
  }

  @Test func `an unapproved device counts at once when an active device or the recovery key countersigns`() throws {
    var world = try LogWorld.settled()
    let addition = try world.ownAddition(world.thief)
    try world.take(addition)
    world.wait(60)
    var byRecovery = world
    try world.take(world.said(.countersignature(addition.id), by: world.laptop))
    #expect(world.standing(world.thief) == .active)
    try byRecovery.take(byRecovery.recoverys(.countersignature(addition.id)))
    #expect(byRecovery.standing(byRecovery.thief) == .active)
  }

  @Test func `a leaf, a young device, and the device itself countersign nothing`() throws {
    var world = try LogWorld.settled()
    let addition = try world.ownAddition(world.thief)
    try world.take(addition)
    let until = world.now.adding(seconds: threeDays)
    let byLeaf = try world.said(.countersignature(addition.id), by: world.tablet)
    let byItself = try world.said(.countersignature(addition.id), by: world.thief)
    try world.take(byLeaf, byItself)
    #expect(world.failures(of: byLeaf) == [.role] && world.failures(of: byItself) == [.target])
    #expect(world.standing(world.thief) == .pending(until: until))
    let young = FakeDevice("young")
    world.spkis += young.spkis
    try world.take(world.approval(of: young, by: world.phone))
    try world.take(world.said(.countersignature(addition.id), by: young))
    #expect(world.standing(world.thief) == .pending(until: world.now.adding(seconds: day)), "once it may act itself")
  }

  @Test func `an objection or a revocation before the 72 hours are over keeps an unapproved device out`() throws {
    for edge in [threeDays - 1, threeDays] {
      var world = try LogWorld.settled()
      let addition = try world.ownAddition(world.thief)
      try world.take(addition)
      world.wait(edge)
      try world.take(world.recoverys(.objection(addition.id)))
      #expect(world.standing(world.thief) == (edge < threeDays ? .notListed : .active))
      #expect(world.failures(of: addition) == (edge < threeDays ? [.notObjected] : []))
      try world.take(world.revocation(of: world.thief, by: world.laptop))
      #expect(world.standing(world.thief) == .revoked)
    }
  }

  @Test func `a linked device adds, revokes others and rotates after exactly 24 hours`() throws {
    for (edge, counts) in [(day - 1, false), (day, true), (day + 1, true)] {
      var world = try LogWorld()
      let seen = world.now
      try world.take(world.approval(of: world.laptop, by: world.phone))
      try world.take(world.approval(of: world.tablet, by: world.laptop))
      try world.take(world.revocation(of: world.phone, by: world.laptop))
      let succession = try world.succession(to: FakeKey("new account"), rank: .oldAndNew, by: world.laptop)
      try world.take(succession)
      world.now = seen.adding(seconds: edge)
      #expect(world.standing(world.phone) == (counts ? .revoked : .active))
      #expect(world.standing(world.tablet) == (counts ? .active : .pending(until: seen.adding(seconds: day))))
      let pending = SuccessionStatus.Outcome.pending(until: seen.adding(seconds: day + threeDays))
      #expect(world.state.successions.map(\.outcome) == (counts ? [pending] : []))
    }
  }

  @Test func `a linked device acts at once when its addition or the one statement is countersigned by an older one`()
    throws
  {
    for countersignsAddition in [true, false] {
      var world = try LogWorld()
      let addition = try world.approval(of: world.laptop, by: world.phone)
      try world.take(addition)
      let young = try world.approval(of: world.tablet, by: world.laptop)
      try world.take(young)
      #expect(world.standing(world.tablet) == .pending(until: world.now.adding(seconds: day)))
      try world.take(world.said(.countersignature(countersignsAddition ? addition.id : young.id), by: world.phone))
      #expect(world.standing(world.tablet) == .active)
      let another = try world.approval(of: world.thief, by: world.laptop)
      try world.take(another)
      #expect((world.standing(world.thief) == .active) == countersignsAddition)
    }
  }

  @Test func `a device does not countersign for an older one`() throws {
    var world = try LogWorld.settled()
    let young = FakeDevice("young")
    world.spkis += young.spkis
    try world.take(world.approval(of: young, by: world.laptop))
    let countersignature = try world.said(.countersignature(world.genesis.id), by: young)
    try world.take(countersignature)
    #expect(world.failures(of: countersignature) == [.target])
  }

  @Test func `the recovery key with the account key brings a device in at once`() throws {
    var world = try LogWorld.settled()
    let content = StatementContent.deviceAdded(
      try AddedDevice(keys: world.thief.keys(), role: .full, method: .archive))
    let alone = try world.recoverys(content)
    try world.take(alone)
    #expect(world.failures(of: alone) == [.signedByAccount])
    try world.take(world.recoverys(content, with: [.account]))
    #expect(world.standing(world.thief) == .active)
    #expect(world.state.device(world.thief.id)?.actsFrom == world.now)
  }

  @Test func `a leaf's statements count for nothing, also with the account's signature`() throws {
    var world = try LogWorld.settled()
    let addition = try world.approval(of: world.thief, by: world.tablet)
    let revocation = try world.revocation(of: world.phone, by: world.tablet)
    let renewal = try world.ownAddition(world.tablet)
    try world.take(addition, revocation, renewal)
    #expect(world.failures(of: addition).contains(.role))
    #expect(world.failures(of: revocation) == [.role])
    #expect(world.standing(world.phone) == .active && world.standing(world.thief) == nil)
    #expect(world.state.device(world.tablet.id)?.role == .leaf)
  }

  @Test func `a leaf that is made full waits 24 hours anew, and other keys of a device start nothing anew`() throws {
    var world = try LogWorld.settled()
    try world.take(world.approval(of: world.tablet, by: world.phone, role: .full))
    #expect(world.state.device(world.tablet.id)?.role == .full)
    #expect(world.state.device(world.tablet.id)?.actsFrom == world.now.adding(seconds: day))
    let keys = try DeviceKeys(
      device: world.laptop.id, signing: FakeKey("laptop signing 2").id, wrap: world.laptop.wrap.id)
    try world.take(
      world.said(
        .deviceAdded(AddedDevice(keys: keys, role: .full, method: .approved, approver: world.phone.id)),
        by: world.phone))
    let laptop = try #require(world.state.device(world.laptop.id))
    #expect(laptop.keys == keys && laptop.standing == .active && laptop.actsFrom.map { $0 <= world.now } == true)
    let withOldKey = try world.approval(of: world.thief, by: world.laptop)
    try world.take(withOldKey)
    #expect(world.failures(of: withOldKey) == [.signedByAuthor])
  }

  @Test func `no device comes in with a key of another, of the account, or of the recovery kit`() throws {
    let world = try LogWorld.settled()
    let phone = world.phone
    for key in [phone.signing.id, phone.device.id, phone.wrap.id, world.accountKey.id, world.recoveryKey.id] {
      var world = world
      let keys = try DeviceKeys(device: world.thief.id, signing: world.thief.signing.id, wrap: key)
      let entry = try world.said(
        .deviceAdded(AddedDevice(keys: keys, role: .full, method: .approved, approver: world.phone.id)),
        by: world.phone)
      try world.take(entry)
      #expect(world.failures(of: entry) == [.keysNotInUse])
      #expect(world.standing(world.thief) == .notListed && world.standing(world.phone) == .active)
    }
  }

  @Test func `a second genesis is shown and never followed`() throws {
    var world = try LogWorld.settled()
    let founding = Genesis.Founding(
      recovery: FakeKey("other recovery", isRecovery: true).id, device: try world.thief.keys())
    let statement = try Statement(
      account: world.account, author: .account, heads: [], content: .genesis(Genesis(founding: founding)))
    let other = try SignedStatement(statement, signatures: [world.accountKey.sign(statement, as: .account)])
    let onTop = try world.ownAddition(world.thief, heads: [other.id])
    try world.take(other, onTop)
    #expect(world.failures(of: other) == [.pinnedGenesis] && world.failures(of: onTop) == [.pinnedGenesis])
    #expect(world.standing(world.thief) == nil && world.state.recoveryKey == world.recoveryKey.id)
  }

  @Test func `a genesis without its recovery key's signature makes nobody first`() throws {
    var world = try LogWorld()
    let bare = try SignedStatement(
      world.genesis.statement, signatures: [world.accountKey.sign(world.genesis.statement, as: .account)])
    world.log = AccountLog(account: world.account, genesis: bare.id)
    try world.take(bare)
    try world.take(world.ownAddition(world.thief))
    #expect(world.failures(of: bare) == [.signedByRecovery])
    #expect(world.standing(world.phone) == nil)
    #expect(world.standing(world.thief) == .pending(until: world.now.adding(seconds: threeDays)))
  }
}
