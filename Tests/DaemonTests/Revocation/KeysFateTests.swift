import AccountStore
import Files
import GnuTLS
import Identity
import Platform
import Testing

@testable import Daemon

/// What becomes of the keys of a device that was thrown out: here Ada's laptop, by her tablet.
@Suite("What becomes of a revoked device's keys")
struct KeysFateTests {
  private static let now = Person.now
  private static let long = now.adding(seconds: -30 * 86_400)
  private static func id(_ key: PrivateKey) -> KeyID { KeyID(ofSPKI: key.publicKey.spki) }

  private struct Stage {
    let test: TestDesk
    var log: AccountLog
    let laptop: DeviceID
    let tablet: DeviceID
    let recovery: Ed25519PrivateKey

    init() throws {
      test = try TestDesk()
      laptop = try test.database.account().deviceID
      tablet = try #require(DeviceID(bytes: [UInt8](repeating: 9, count: 32)))
      recovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 2, count: 32)))
      let keys = try DeviceKeys(
        device: tablet, signing: KeysFateTests.id(TestKeys.first), wrap: KeysFateTests.id(TestKeys.fourth))
      let genesis = try GenesisMaker.found(account: TestKeys.second, recovery: recovery, device: keys)
      log = AccountLog(account: Person.ada.fingerprint, genesis: genesis.id)
      let spkis =
        [recovery.publicKey.spki, TestKeys.first.publicKey.spki, TestKeys.second.publicKey.spki]
        + [TestKeys.third.publicKey.spki, TestKeys.fourth.publicKey.spki, TestKeys.fifth.publicKey.spki]
      #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: long) == [])
      let own = try DeviceKeys(
        device: laptop, signing: KeysFateTests.id(TestKeys.third), wrap: KeysFateTests.id(TestKeys.fifth))
      try say(.deviceAdded(AddedDevice(keys: own, role: .full, method: .approved, approver: tablet)), at: long)
      try save()
    }

    @discardableResult
    mutating func say(
      _ content: StatementContent, byRecovery: Bool = false, at time: UnixTime = now
    ) throws -> StatementHash {
      let maker =
        byRecovery
        ? StatementMaker(log: log, author: .recovery, account: nil, recovery: recovery)
        : StatementMaker(log: log, author: .device(tablet, TestKeys.first, .pss), account: TestKeys.second)
      let entry = try maker.make(content)
      #expect(log.receive([entry], keys: maker.keys, checker: StatementSignatures(), now: time) == [])
      return entry.id
    }

    @discardableResult
    mutating func revoke(byRecovery: Bool = false) throws -> StatementHash {
      let keys = try #require(log.state(at: now).device(laptop)).keys.all
      let hash = try say(
        .deviceRevoked(try RevokedDevice(device: laptop, keys: keys, reason: .stolen)), byRecovery: byRecovery)
      try save()
      return hash
    }

    func save() throws {
      let (log, database) = (log, try test.database)
      var set = try database.revocations(of: Person.ada.fingerprint)
      for key in log.state(at: now).revokedKeys { set.revoke(key: key, at: now) }
      let all = set
      try database.write { writer in
        try writer.save(log, isOwn: true, now: now)
        try writer.add(all)
      }
    }

    func fate(_ seconds: Int64 = 0) throws -> KeysFate {
      try KeysFate(test.desk.folder, test.database, now: now.adding(seconds: seconds))
    }

    /// A round of the daemon, so many seconds later.
    func isDue(_ seconds: Int64) throws -> Bool {
      try test.desk.accounts.withKeysToDestroy(now: now.adding(seconds: seconds)) == [test.desk.folder.id]
    }
  }

  @Test func `a device that is in the account keeps them, whatever the time`() throws {
    let stage = try Stage()
    #expect(try stage.fate() == .kept)
    for day in 0..<5 { #expect(try !stage.isDue(Int64(day) * 86_400)) }
    #expect(try stage.test.database.setting(KeysFate.clockName) == nil)
  }

  @Test func `once it is out they are due after 72 hours, and the time is kept through restarts`() async throws {
    var stage = try Stage()
    try stage.revoke()
    try await OwnRevocation(desk: stage.test.desk).notice(now: Self.now)
    let end = Self.now.adding(seconds: LogLimits.objection)
    #expect(try stage.fate() == .destroyedAt(end))
    for round in 1..<(72 * 6) { #expect(try !stage.isDue(Int64(round) * 600)) }
    #expect(try stage.fate(72 * 3600 - 600) == .destroyedAt(end))
    #expect(try stage.isDue(72 * 3600))
    #expect(try stage.isDue(72 * 3600 + 60))
    #expect(try stage.fate(72 * 3600) == .due(.timeIsOver))
  }

  @Test func `an objection by the recovery key keeps them, by anybody else it does not`() throws {
    var stage = try Stage()
    let revocation = try stage.revoke()
    try stage.say(.objection(revocation))
    try stage.save()
    #expect(try stage.fate() == .destroyedAt(Self.now.adding(seconds: LogLimits.objection)))
    try stage.say(.objection(revocation), byRecovery: true)
    try stage.save()
    #expect(try stage.fate() == .objected)
    for day in 1..<10 { #expect(try !stage.isDue(Int64(day) * 86_400)) }
  }

  @Test func `an objection to one revocation is none to the other`() throws {
    var stage = try Stage()
    let first = try stage.revoke()
    try stage.say(.objection(first), byRecovery: true)
    #expect(try stage.revoke() != first)
    #expect(try stage.fate() == .destroyedAt(Self.now.adding(seconds: LogLimits.objection)))
  }

  @Test func `where the recovery key countersigned, or revoked itself, they are due at once`() throws {
    var stage = try Stage()
    let revocation = try stage.revoke()
    try stage.say(.countersignature(revocation), byRecovery: true)
    try stage.save()
    #expect(try stage.fate() == .due(.recoveryKey))
    #expect(try stage.isDue(0))

    var other = try Stage()
    let own = try other.revoke(byRecovery: true)
    #expect(try other.fate() == .due(.recoveryKey))
    // It has said both: what is destroyed does not come back.
    try other.say(.objection(own), byRecovery: true)
    try other.save()
    #expect(try other.fate() == .objected)
  }

  @Test func `a countersignature by a device is none by the recovery key`() throws {
    var stage = try Stage()
    let revocation = try stage.revoke()
    try stage.say(.countersignature(revocation))
    try stage.save()
    #expect(try stage.fate() == .destroyedAt(Self.now.adding(seconds: LogLimits.objection)))
  }

  @Test func `one that has begun is carried through, and one that is over is over`() throws {
    var stage = try Stage()
    try stage.revoke()
    try AtomicFile.create(stage.test.desk.folder.path(of: .destroyedMark), with: [])
    #expect(try stage.fate() == .begun)
    #expect(try stage.isDue(0))
    let event = AccountEvent(at: Self.now, kind: .ownKeysDestroyed, text: "they are gone")
    try KeyDestruction(stage.test.desk.folder, stage.test.database).run(event, now: Self.now)
    #expect(try stage.fate() == .destroyed(since: Self.now))
    #expect(try !stage.isDue(0))
    #expect(throws: StoreError.self) { try stage.test.desk.folder.requireArchive() }
  }
}
