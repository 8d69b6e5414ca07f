import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

/// Bob gets another account key, and Ada is his contact. The clock is driven.
@Suite("A contact's account key is followed by another one")
struct SuccessionTests {
  private static let now = Person.now
  private static let threeDays: Int64 = 72 * 3600
  private static let newKey = TestKeys.first

  /// Bob under his new key: the same device, certified anew.
  private static func newBob() throws -> Person {
    try Person(newKey, signing: TestKeys.fourth, receive: TestKeys.first)
  }

  private static func recovery() throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 3, count: 32)))
  }

  private static func bobsLog() throws -> AccountLog {
    let device = try DeviceKeys(
      device: DeviceID(of: TestKeys.sixth.publicKey), signing: KeyID(ofSPKI: TestKeys.fourth.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.third.publicKey.spki))
    let genesis = try GenesisMaker.found(account: TestKeys.fifth, recovery: recovery(), device: device)
    var log = AccountLog(account: Person.bob.fingerprint, genesis: genesis.id)
    let keys = [TestKeys.fifth, TestKeys.fourth].map(\.publicKey.spki) + [try recovery().publicKey.spki]
    #expect(log.receive([genesis], keys: keys, checker: StatementSignatures(), now: now) == [])
    return log
  }

  /// - Parameter log: what its author knows.
  private static func succession(
    to key: PrivateKey, on log: AccountLog, withRecovery: Bool
  ) throws -> (entry: SignedStatement, keys: [[UInt8]]) {
    let device = DeviceID(of: TestKeys.sixth.publicKey)
    let maker = StatementMaker(
      log: log, author: .device(device, TestKeys.fourth, .pss), account: TestKeys.fifth,
      recovery: withRecovery ? try recovery() : nil)
    let content = StatementContent.succession(Succession(new: AccountFingerprint(of: key.publicKey)))
    return (try maker.make(content, successor: key), maker.keys + [key.publicKey.spki])
  }

  private static func rotated(withRecovery: Bool) throws -> AccountLog {
    var log = try bobsLog()
    let made = try succession(to: newKey, on: log, withRecovery: withRecovery)
    #expect(log.receive([made.entry], keys: made.keys, checker: StatementSignatures(), now: now) == [])
    return log
  }

  private static func packet(_ log: AccountLog, by person: Person, id: String, seconds: Int64 = 0) throws -> Packet {
    let message = try #require(LogMessage.pack(log, log.entries(beyond: [])) { log.keys(of: $0) }.first)
    return try person.packet(message.content, type: .log, id: id, seconds: seconds)
  }

  /// Ada knows Bob and his log of before.
  private static func met() async throws -> TestDesk {
    let test = try TestDesk()
    try test.meet(.bob)
    #expect(try await test.take(packet(bobsLog(), by: .bob, id: "l0")).received == 1)
    return test
  }

  private static func kinds(_ test: TestDesk) throws -> [AccountEvent.Kind] {
    try test.database.events().map(\.kind).filter {
      [.contactRotated, .contactRotationPending, .contactRotationContested].contains($0)
    }
  }

  private static func notice(_ test: TestDesk, seconds: Int64) throws -> Bool {
    try SuccessionNotice(desk: test.desk, database: test.database, now: now.adding(seconds: seconds)).look()
  }

  private static func standing(_ test: TestDesk, seconds: Int64 = 0) throws -> KnownAuthor.Standing {
    try test.desk.author(of: newKey.publicKey, database: test.database, now: now.adding(seconds: seconds)).standing
  }

  @Test func `with the recovery key it is followed at once, by a packet under the new key`() async throws {
    let test = try await Self.met()
    #expect(try await test.take(Person.bob.packet("before", id: "m1")).received == 1)
    let bob = try Self.newBob()
    // Nobody knows the new key yet: the log says itself whose it is.
    #expect(try Self.standing(test) == .stranger)
    #expect(try await test.take(Self.packet(Self.rotated(withRecovery: true), by: bob, id: "l1")).received == 1)
    #expect(try Self.kinds(test) == [.contactRotated])
    let peer = try #require(try test.database.peer(Person.bob.id))
    #expect(peer.accountKey == Self.newKey.publicKey.spki && peer.pin == Person.bob.fingerprint)
    #expect(peer.cardTriedAt == nil, "its card is at another address now")
    #expect(try await test.take(bob.packet("after", id: "m2", seconds: 1)).received == 1)
    // What was on its way under the old key.
    #expect(try await test.take(Person.bob.packet("late", id: "m3", seconds: 2)).received == 1)
    #expect(try await test.take(bob.packet("changed", type: .edit, id: "m1", seconds: 3)).received == 1)
    let shown = try test.conversation(with: .bob)
    #expect(shown.map(\.text) == ["changed", "after", "late"] && Set(shown.map(\.channel)).count == 1)
    #expect(shown.allSatisfy { $0.from == Person.bob.id.text && $0.verified })
    #expect(try test.database.peers().map(\.id) == [Person.bob.id] && test.refusals().isEmpty)
    #expect(try ContactBook(test.desk, test.database).find(bob.id.text) == Person.bob.id)
    #expect(try Self.notice(test, seconds: 10) == false, "it is told once")
  }

  @Test func `without it it is shown for 72 hours of this device's own, and followed then`() async throws {
    let test = try await Self.met()
    let bob = try Self.newBob()
    #expect(try await test.take(Self.packet(Self.rotated(withRecovery: false), by: bob, id: "l1")).received == 1)
    #expect(try Self.kinds(test) == [.contactRotationPending])
    #expect(try Self.standing(test) == .lineage(.pending(until: Self.now.adding(seconds: Self.threeDays))))
    #expect(try test.database.peer(Person.bob.id)?.accountKey == TestKeys.fifth.publicKey.spki)
    // The device is listed already, so it is heard.
    #expect(try await test.take(bob.packet("meanwhile", id: "m1")).received == 1)
    #expect(try Self.notice(test, seconds: Self.threeDays - 1) == false)
    #expect(try Self.kinds(test) == [.contactRotationPending])
    #expect(try Self.notice(test, seconds: Self.threeDays))
    #expect(try Self.kinds(test) == [.contactRotationPending, .contactRotated])
    #expect(try Self.standing(test, seconds: Self.threeDays) == .lineage(.present))
    #expect(try test.database.peer(Person.bob.id)?.accountKey == Self.newKey.publicKey.spki)
  }

  @Test func `of two of equal rank neither is followed, and the person is told`() async throws {
    let test = try await Self.met()
    var log = try Self.bobsLog()
    let before = log
    // The same device, twice under one number, would be a fork: the second comes by the recovery key's rank of both.
    let one = try Self.succession(to: Self.newKey, on: before, withRecovery: true)
    let maker = StatementMaker(
      log: before, author: .recovery, account: TestKeys.fifth, recovery: try Self.recovery())
    let rival = try maker.make(
      .succession(Succession(new: AccountFingerprint(of: TestKeys.second.publicKey))), successor: TestKeys.second)
    let failures = log.receive(
      [one.entry, rival], keys: one.keys + maker.keys + [TestKeys.second.publicKey.spki],
      checker: StatementSignatures(), now: Self.now)
    #expect(failures == [])
    #expect(try await test.take(Self.packet(log, by: .bob, id: "l1")).received == 1)
    #expect(try Self.kinds(test) == [.contactRotationContested])
    #expect(try Self.standing(test) == .lineage(.contested))
    let bob = try Self.newBob()
    #expect(try await test.take(bob.packet("under a contested key", id: "m1")).refused == 1)
    #expect(try await test.take(Person.bob.packet("under the old one", id: "m2")).received == 1)
    #expect(try Self.notice(test, seconds: 2 * Self.threeDays) == false)
    let details = try ContactBook(test.desk, test.database).details(Person.bob.id)
    #expect(details.reachable == "conflict" && details.succession?.state == "contested")
  }

  @Test func `a stranger who brings somebody's log is nobody's successor`() async throws {
    let test = try await Self.met()
    let eve = try Person(TestKeys.first, signing: TestKeys.third, receive: TestKeys.fifth)
    var log = try Self.bobsLog()
    let made = try Self.succession(to: TestKeys.sixth, on: log, withRecovery: true)
    #expect(log.receive([made.entry], keys: made.keys, checker: StatementSignatures(), now: Self.now) == [])
    #expect(try await test.take(Self.packet(log, by: eve, id: "l1")).received == 0)
    #expect(try Self.kinds(test) == [])
    #expect(
      try test.desk.author(of: TestKeys.first.publicKey, database: test.database, now: Self.now).standing == .stranger)
    #expect(try test.database.log(of: Person.bob.fingerprint)?.entries.count == 1)
  }

  @Test func `a device that was thrown out is not heard under the new key either`() async throws {
    let test = try await Self.met()
    var log = try Self.bobsLog()
    let device = try #require(log.state(at: Self.now).devices.first)
    let revoker = StatementMaker(log: log, author: .account, account: TestKeys.fifth)
    let revoked = try revoker.make(
      .deviceRevoked(try RevokedDevice(device: device.id, keys: device.keys.all, reason: .stolen)))
    #expect(log.receive([revoked], keys: revoker.keys, checker: StatementSignatures(), now: Self.now) == [])
    let maker = StatementMaker(log: log, author: .recovery, account: TestKeys.fifth, recovery: try Self.recovery())
    let entry = try maker.make(
      .succession(Succession(new: AccountFingerprint(of: Self.newKey.publicKey))), successor: Self.newKey)
    let keys = maker.keys + [Self.newKey.publicKey.spki]
    #expect(log.receive([entry], keys: keys, checker: StatementSignatures(), now: Self.now) == [])
    #expect(try await test.take(Self.packet(log, by: .bob, id: "l1")).received == 1)
    #expect(try Self.standing(test) == .lineage(.present))
    #expect(try await test.take(Self.newBob().packet("from the thief", id: "m1")).refused == 1)
    #expect(try await test.take(Person.bob.packet("from the thief", id: "m2")).refused == 1)
  }
}
