import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite("The log that comes with the keys")
struct LogPlanTests {
  private typealias Stage = KeyPlanTests.Stage
  private static let now = Stage.now
  /// Of the test keys, none of which is the device's: signing, wrap, receive, sync.
  private static let numbers = [4, 5, 6, 1]

  /// Says what is due, and writes it; the log as it is then.
  private static func say(_ stage: Stage, _ archive: inout Archive, at time: UnixTime = now) throws -> AccountLog {
    var plan = try LogPlan(stage.database, archive, now: time)
    try plan.say(stage.plan(at: time), archive: archive)
    #expect(plan.warnings == [])
    _ = try plan.put(into: &archive)
    let log = try #require(plan.log)
    let siblings = try plan.siblings()
    try stage.database.write { try plan.save($0, siblings) }
    #expect(try stage.database.ownLog() == log)
    #expect(try !LogPlan(stage.database, archive, now: time).isDue(stage.plan(at: time), archive: archive))
    return log
  }

  private static func device(_ stage: Stage) throws -> DeviceID { try stage.database.account().deviceID }

  @Test func `an account that is made here begins its log with its device, its recovery key and its receive key`()
    throws
  {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive, of: Self.numbers)
    #expect(try LogPlan(stage.database, archive, now: Self.now).isDue(stage.plan(), archive: archive))
    let log = try Self.say(stage, &archive)
    let state = log.state(at: Self.now)
    let seed = try #require(try SignetFields.readable(in: archive)?.recoverySeed)
    let recovery = KeyID(ofSPKI: try Ed25519PrivateKey(seed: seed).publicKey.spki)
    #expect(state.recoveryKey == recovery)
    #expect(state.failures == [] && log.entries.count == 2)
    let device = try #require(state.device(Self.device(stage)))
    #expect(device.standing == .active && device.actsFrom == Self.now && device.method == nil)
    let keys = try stage.database.keys()
    func inUse(_ purpose: KeyPurpose) -> KeyID? { keys.inUse(purpose).map { KeyID($0.keyID) } }
    #expect(device.keys.signing == inUse(.signing) && device.keys.wrap == inUse(.wrap))
    #expect(state.receiveKey?.receive == inUse(.receive))
    #expect(state.receiveKey?.generation == 1 && state.receiveKey?.recipients == [device.id])
    // The wrap keys too: who makes new keys for the devices needs them.
    #expect(device.keys.all.allSatisfy { log.keys[$0] != nil })
    let archived = try #require(try SignetFields.readable(in: archive)?.log)
    #expect(archived.genesis == log.genesis && archived.heads == log.heads && archived.entries.count == 2)
  }

  @Test func `an account that came from Jami has the log that follows from its key, and adds its device`() throws {
    let stage = try Stage()
    var archive = stage.archive
    var stored = try stage.database.account()
    stored.origin = .restored
    let changed = stored
    try stage.database.write { try $0.save(changed) }
    archive.signet = nil
    try stage.make(&archive, of: Self.numbers)
    let log = try Self.say(stage, &archive)
    let genesis = try Statement.importedGenesis(of: log.account)
    #expect(log.genesis == genesis.id)
    let state = log.state(at: Self.now)
    #expect(state.device(try Self.device(stage))?.standing == .active)
    #expect(state.device(try Self.device(stage))?.method == .archive && state.recoveryKey == nil)
    #expect(state.receiveKey?.generation == 1 && state.failures == [])
  }

  @Test func `a restored backup brings the log, and the new device waits for nobody to object`() throws {
    let first = try Stage()
    var archive = first.archive
    try first.make(&archive, of: Self.numbers)
    let log = try Self.say(first, &archive)
    let second = try Stage(device: 6)
    var restored = archive
    var plan = try second.plan()
    _ = try plan.unite(&restored)
    #expect(plan.missing == [.signing, .wrap])
    try plan.take(Stage.key(1), for: .signing, archive: restored)
    try plan.take(Stage.shortKey(), for: .wrap, archive: restored)
    try second.save(plan)
    let merged = try Self.say(second, &restored)
    #expect(merged.genesis == log.genesis && log.entries.keys.allSatisfy { merged.entries[$0] != nil })
    let device = try #require(merged.state(at: Self.now).device(Self.device(second)))
    #expect(device.standing == .pending(until: Self.now.adding(seconds: LogLimits.objection)))
    #expect(merged.state(at: Self.now).receiveKey == log.state(at: Self.now).receiveKey)
    // And the first one gets to know it from the archive.
    var merging = restored
    let united = try Self.say(first, &merging)
    #expect(Set(united.entries.keys) == Set(merged.entries.keys))
  }

  @Test func `an old backup takes nothing from the log and brings nobody back`() throws {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive, of: Self.numbers)
    var log = try Self.say(stage, &archive)
    let old = archive
    let thief = DeviceID(of: try Stage.key(6).publicKey)
    let revoked = try RevokedDevice(device: thief, keys: [], reason: .stolen)
    let maker = StatementMaker(log: log, author: .account, account: archive.accountKey)
    #expect(
      log.receive([try maker.make(.deviceRevoked(revoked))], checker: StatementSignatures(), now: Self.now) == [])
    let grown = log
    try stage.database.write { try $0.save(grown, isOwn: true, now: Self.now) }
    var present = PresentArchive(old)
    try present.takeKeys(stage.data, stage.database, now: Self.now)
    #expect(present.differs)
    let archived = try #require(try SignetFields.readable(in: present.archive)?.log)
    #expect(archived.heads == grown.heads && archived.entries.count == 3)
    #expect(try stage.database.revocations(of: log.account).revokes(key: thief))
    #expect(try stage.database.ownLog() == grown)
    // The archive with it, merged into an older one, keeps it too.
    let outcome = try ArchiveMerge.merge(
      local: old, other: present.archive, revocations: RevocationSet(account: log.account), now: Self.now)
    #expect(try SignetFields.readable(in: outcome.archive)?.log == archived)
    #expect(outcome.report.keysTaken == ["log"])
  }

  @Test func `a signing key that is renewed is told by the one before it`() throws {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive, of: Self.numbers)
    let log = try Self.say(stage, &archive)
    let old = try #require(try stage.database.keys().inUse(.signing))
    let late = RenewalPolicy.dueTime(of: try #require(old.certificate)).adding(seconds: 1)
    var plan = try stage.plan(at: late)
    #expect(plan.missing == [.signing])
    try plan.take(Stage.key(1), for: .signing, archive: archive)
    try stage.save(plan)
    let renewed = try Self.say(stage, &archive, at: late)
    let device = try #require(renewed.state(at: late).device(Self.device(stage)))
    let present = KeyID(ofSPKI: try Stage.key(1).publicKey.spki)
    #expect(device.standing == .active && device.keys.signing == present)
    #expect(renewed.state(at: late).failures == [] && renewed.entries.count == log.entries.count + 1)
    // What was signed with the one before is still the device's, as long as it may be on its way.
    let (book, week) = (LogBook(renewed, now: late), Int64(7 * 86_400))
    for (age, standing) in [(0, LogStanding.active), (week, .active), (week + 1, .replaced)] {
      #expect(book.standing(signing: KeyID(old.keyID), now: late.adding(seconds: age)) == standing)
      #expect(book.standing(signing: device.keys.signing, now: late.adding(seconds: age)) == .active)
    }
  }

  @Test func `a device whose keys are lost is told anew by the recovery key, as long as the archive has its seed`()
    throws
  {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive, of: Self.numbers)
    _ = try Self.say(stage, &archive)
    var plan = try stage.plan()
    let lost = try #require(plan.rows.inUse(.signing))
    // Another data key sealed it: it cannot be opened.
    let other = KeyVault(dataKey: try Secret(copying: [UInt8](repeating: 9, count: 32)), account: plan.account.id)
    plan.put(
      try other.seal(
        Stage.key(4), purpose: .signing, generation: 1, certificate: lost.certificate, createdAt: Self.now))
    #expect(plan.missing == [.signing])
    try plan.take(Stage.key(1), for: .signing, archive: archive)
    try stage.save(plan)
    let log = try Self.say(stage, &archive)
    let device = try #require(log.state(at: Self.now).device(Self.device(stage)))
    let present = KeyID(ofSPKI: try Stage.key(1).publicKey.spki)
    #expect(device.standing == .active && device.keys.signing == present && device.actsFrom != nil)
    #expect(log.state(at: Self.now).failures == [])
  }

  @Test func `whoever has the archive open renews a leaf's certificates once two thirds of their life are over`() throws
  {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive, of: Self.numbers)
    var log = try Self.say(stage, &archive)
    let leaf = try DeviceKeys(
      device: DeviceID(of: try Stage.key(7).publicKey), signing: KeyID(ofSPKI: try Stage.key(8).publicKey.spki),
      wrap: KeyID(ofSPKI: try Stage.key(9).publicKey.spki))
    let maker = StatementMaker(
      log: log, author: .device(try Self.device(stage), try Stage.key(4), .pss), account: archive.accountKey)
    let added = try AddedDevice(keys: leaf, role: .leaf, method: .approved, approver: try Self.device(stage))
    let spkis = try [7, 8, 9].map { try Stage.key($0).publicKey.spki }
    #expect(
      log.receive([try maker.make(.deviceAdded(added))], keys: spkis, checker: StatementSignatures(), now: Self.now)
        == [])
    let certificates = try [7, 8].map { number in
      try CertificateIssuer.device(
        request: CertificateRequest.make(for: Stage.key(number), commonName: CertificateIssuer.deviceName),
        account: archive.account, accountKey: archive.accountKey, now: Self.now)
    }
    let grown = log
    try stage.database.write { writer in
      try writer.save(grown, isOwn: true, now: Self.now)
      try writer.add(certificates, of: leaf.device)
    }
    let years = Self.now.adding(seconds: CertificateIssuer.lifetime / 3 * 2)
    let due = { (now: UnixTime) in try SiblingRenewal.due(stage.database, grown.state(at: now), now: now) }
    #expect(try due(years.adding(seconds: -1)).isEmpty)
    var plan = try LogPlan(stage.database, archive, now: years)
    #expect(try Set(due(years)) == Set(certificates))
    try plan.renewSiblings(archive)
    let siblings = try plan.siblings()
    #expect(try plan.put(into: &archive))
    try stage.database.write { try plan.save($0, siblings) }
    let all = try #require(try stage.database.certificates()[leaf.device])
    #expect(all.count == 4 && Set(all.map(\.publicKey)).count == 2)
    #expect(try due(years).isEmpty)
    // The record of the device has the new one, and so has the archive.
    let record = try #require(try stage.database.devices().first { $0.id == leaf.device })
    #expect(record.certificate.notBefore > Self.now && record.role == .leaf)
    #expect(try SignetFields.readable(in: archive)?.devices?.certificates.contains(record.certificate.der) == true)
  }
}
