import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Recovery
import Testing

@testable import Daemon
@testable import Sealing

@Suite("What own devices tell of the recovery kit")
struct KitUpdateTests {
  private static let now = Person.now
  private static let seed = [UInt8](repeating: 3, count: 32)

  /// Ada's log: her laptop began it, and let a tablet in.
  private static func log(_ role: DeviceRole) throws -> (state: LogState, tablet: LoggedDevice) {
    let (sixth, third, first) = (TestKeys.sixth, TestKeys.third, TestKeys.first)
    let keys = [TestKeys.fourth, sixth, third, first, TestKeys.fifth, TestKeys.seventh].map(\.publicKey)
    let laptop = try DeviceKeys(
      device: DeviceID(of: keys[0]), signing: KeyID(ofSPKI: keys[2].spki), wrap: KeyID(ofSPKI: keys[4].spki))
    let tablet = try DeviceKeys(
      device: DeviceID(of: keys[1]), signing: KeyID(ofSPKI: keys[3].spki), wrap: KeyID(ofSPKI: keys[5].spki))
    let recovery = try Ed25519PrivateKey(seed: Secret(copying: seed))
    let genesis = try GenesisMaker.found(account: TestKeys.second, recovery: recovery, device: laptop)
    var log = AccountLog(account: Person.ada.fingerprint, genesis: genesis.id)
    let spkis = [TestKeys.second.publicKey.spki, keys[2].spki, recovery.publicKey.spki]
    #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: now) == [])
    let maker = StatementMaker(log: log, author: .device(laptop.device, TestKeys.third, .pss), account: TestKeys.second)
    let added = try AddedDevice(keys: tablet, role: role, method: .approved, approver: laptop.device)
    #expect(log.receive([try maker.make(.deviceAdded(added))], checker: StatementSignatures(), now: now) == [])
    let state = log.state(at: now)
    return (state, try #require(state.device(tablet.device)))
  }

  private static func kit(seed: [UInt8] = seed) throws -> RecoveryKit {
    try RecoveryKit(seed: Secret(copying: seed), threshold: 2, count: 3)
  }

  private static func stored(_ record: KitRecord, madeAt: UnixTime = now, _ shares: Int...) throws -> StoredRecoveryKit {
    let key = KeyID(ofSPKI: try Ed25519PrivateKey(seed: Secret(copying: seed)).publicKey.spki)
    return StoredRecoveryKit(
      record: record, recoveryKey: key, madeAt: madeAt,
      rehearsals: Dictionary(uniqueKeysWithValues: shares.map { ($0, now) }))
  }

  private static func note(_ kit: StoredRecoveryKit, isRehearsed: Bool = false, key: KeyID? = nil) throws -> KitNote {
    KitNote(
      record: String(decoding: try JSONEncoder().encode(kit.record), as: UTF8.self),
      recoveryKey: key ?? kit.recoveryKey, madeAt: kit.madeAt, isRehearsed: isRehearsed, rehearsals: kit.rehearsals)
  }

  private static func update(
    _ note: KitNote, role: DeviceRole = .full, known: StoredRecoveryKit? = nil, state: RecoveryState = .none
  ) throws -> KitUpdate? {
    let (log, tablet) = try log(role)
    return KitUpdate(note, by: tablet, known: known, state: state, log: log, now: now)
  }

  @Test func `a kit that another device made is known here, and is no news the second time`() throws {
    let kit = try Self.stored(Self.kit().record)
    let update = try #require(try Self.update(Self.note(kit)))
    #expect(update.kit == kit && update.state == .kitMade)
    #expect(try Self.update(Self.note(kit), known: kit, state: .kitMade) == nil)
  }

  @Test func `shares that were rehearsed on two devices count together`() throws {
    let kit = try Self.kit()
    var (here, there) = (kit.record, kit.record)
    try here.rehearse(kit.shares[0])
    try there.rehearse(kit.shares[2])
    let update = try #require(
      try Self.update(
        Self.note(Self.stored(there, 3), isRehearsed: true), known: Self.stored(here, 1), state: .kitMade))
    #expect(update.kit.record.rehearsed == [1, 3] && Set(update.kit.rehearsals.keys) == [1, 3])
    #expect(update.state == .kitRehearsed)
    // It never goes back.
    let back = try Self.update(Self.note(Self.stored(there, 3)), known: update.kit, state: .kitRehearsed)
    #expect(back == nil)
  }

  @Test func `of two kits the later one stands`() throws {
    let old = try Self.stored(Self.kit().record, madeAt: Self.now.adding(seconds: -100))
    let new = try Self.stored(Self.kit().record)
    let update = try #require(try Self.update(Self.note(new), known: old, state: .kitRehearsed))
    #expect(update.kit == new && update.state == .kitMade)
    #expect(try Self.update(Self.note(old, isRehearsed: true), known: new, state: .kitMade) == nil)
  }

  @Test func `a leaf, another recovery key, a kit of the future and a record that is none are not believed`() throws {
    let kit = try Self.stored(Self.kit().record)
    #expect(try Self.update(Self.note(kit), role: .leaf) == nil)
    #expect(try Self.update(Self.note(kit, key: KeyID(ofSPKI: [1]))) == nil)
    let future = Self.now.adding(seconds: KitUpdate.clockSkew + 1)
    #expect(try Self.update(Self.note(Self.stored(kit.record, madeAt: future))) == nil)
    let none = KitNote(
      record: "{}", recoveryKey: kit.recoveryKey, madeAt: kit.madeAt, isRehearsed: false, rehearsals: [:])
    #expect(try Self.update(none) == nil)
    #expect(try Self.update(Self.note(Self.stored(kit.record, 4))) == nil)
    let (state, _) = try Self.log(.full)
    #expect(KitUpdate(try Self.note(kit), by: nil, known: nil, state: .none, log: state, now: Self.now) == nil)
  }
}
