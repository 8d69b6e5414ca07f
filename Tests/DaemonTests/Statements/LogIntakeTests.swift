import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

@Suite("Logs that come and go")
struct LogIntakeTests {
  private static let now = Person.now

  /// Bob's account: his phone, whose packets the tests' Bob signs.
  private static func bobsLog() throws -> AccountLog {
    let device = try DeviceKeys(
      device: DeviceID(of: TestKeys.sixth.publicKey), signing: KeyID(ofSPKI: TestKeys.fourth.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.third.publicKey.spki))
    let recovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 3, count: 32)))
    let genesis = try GenesisMaker.found(account: TestKeys.fifth, recovery: recovery, device: device)
    var log = AccountLog(account: Person.bob.fingerprint, genesis: genesis.id)
    let keys = [TestKeys.fifth.publicKey.spki, recovery.publicKey.spki, TestKeys.fourth.publicKey.spki]
    #expect(log.receive([genesis], keys: keys, checker: StatementSignatures(), now: now) == [])
    return log
  }

  private static func say(_ content: StatementContent, _ log: inout AccountLog) throws {
    let maker = StatementMaker(log: log, author: .account, account: TestKeys.fifth)
    #expect(log.receive([try maker.make(content)], keys: maker.keys, checker: StatementSignatures(), now: now) == [])
  }

  private static func revocation(of log: AccountLog) throws -> StatementContent {
    let device = try #require(log.state(at: now).devices.first)
    return .deviceRevoked(try RevokedDevice(device: device.id, keys: device.keys.all, reason: .stolen))
  }

  private static func packet(
    _ log: AccountLog, by person: Person = .bob, id: String, seconds: Int64 = 0
  ) throws -> Packet {
    let messages = LogMessage.pack(log, log.entries(beyond: [])) { log.keys(of: $0) }
    return try person.packet(try #require(messages.first).content, type: .log, id: id, seconds: seconds)
  }

  @Test func `a contact's log is taken in, pins its genesis, and is no news the second time`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    let log = try Self.bobsLog()
    #expect(try await test.take(Self.packet(log, id: "l1")).received == 1)
    #expect(try test.database.log(of: Person.bob.fingerprint)?.state(at: Self.now) == log.state(at: Self.now))
    #expect(try test.database.peer(Person.bob.id)?.genesis == log.genesis.bytes)
    #expect(try await test.take(Self.packet(log, id: "l2")).received == 0)
    #expect(try test.refusals() == [])
    #expect(try await test.take(Person.bob.packet("hello")).received == 1)
    #expect(try test.database.events().map(\.kind).filter { $0 == .contactDeviceAdded }.count == 1)
  }

  @Test func `once a contact has thrown a device out, its packets and its cards are refused`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    var log = try Self.bobsLog()
    #expect(try await test.take(Self.packet(log, id: "l1")).received == 1)
    try Self.say(Self.revocation(of: log), &log)
    // The same key can still carry it: everything in it is signed by the account.
    #expect(try await test.take(Self.packet(log, id: "l2")).received == 1)
    #expect(try await test.take(Person.bob.packet("afterwards")).refused == 1)
    #expect(try test.refusals().flatMap { $0 }.contains { $0.hasPrefix("activeInLog") })
    #expect(try test.refusals().flatMap { $0 }.contains { $0.hasPrefix("notRevokedByKey") })
    let other = try RecipientKey(TestKeys.third.publicKey)
    let card = try Person.bob.card(generation: 2, receive: other, seconds: 5)
    let isNew = try CardIntake(desk: test.desk, database: test.database).take([card], of: Person.bob.id, now: Self.now)
    #expect(!isNew)
    // Nothing brings it back.
    #expect(try await test.take(Self.packet(Self.bobsLog(), id: "l3")).received == 0)
    #expect(try test.database.loggedRevocations(of: log.account).keys.count == 3)
    #expect(try test.database.events().map(\.kind).contains(.contactDeviceRevoked))
  }

  @Test func `a packet by a device that the log does not list yet waits for the log`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    #expect(try await test.take(Self.packet(Self.bobsLog(), id: "l1")).received == 1)
    // Of Bob's account, and of a signing key that no statement names.
    let tablet = try Person(TestKeys.fifth, signing: TestKeys.second, receive: TestKeys.first)
    let outcome = try await test.take(tablet.packet("from the tablet", id: "t1"))
    #expect(outcome.received == 0 && outcome.refused == 0)
    #expect(try test.database.heldPackets(due: Self.now.adding(seconds: 60), limit: 10).count == 1)
    // Nobody adds it: after a week it is refused.
    _ = try await test.intake.takeHeldBack(now: Self.now.adding(seconds: 60))
    let late = try await test.intake.takeHeldBack(now: Self.now.adding(seconds: 9 * 86_400))
    #expect(late.refused == 1)
    #expect(try test.conversation(with: .bob).isEmpty)
  }

  @Test func `a stranger's log is refused, and so is another genesis of a contact`() async throws {
    let test = try TestDesk()
    #expect(try await test.take(Self.packet(Self.bobsLog(), id: "l1")).refused == 1)
    #expect(try test.database.log(of: Person.bob.fingerprint) == nil)
    try test.meet(.bob)
    let log = try Self.bobsLog()
    #expect(try await test.take(Self.packet(log, id: "l2")).received == 1)
    let genesis = try GenesisMaker.derive(account: TestKeys.fifth)
    var other = AccountLog(account: log.account, genesis: genesis.id)
    #expect(
      other.receive([genesis], keys: [TestKeys.fifth.publicKey.spki], checker: StatementSignatures(), now: Self.now)
        == [])
    #expect(try await test.take(Self.packet(other, id: "l3")).refused == 1)
    #expect(try test.database.peer(Person.bob.id)?.otherGenesis == genesis.id.bytes)
    #expect(try test.database.log(of: Person.bob.fingerprint)?.genesis == log.genesis)
    // Another account's log under Bob's signature says nothing.
    #expect(try await test.take(Person.bob.packet("{}", type: .log, id: "l4")).refused == 1)
  }

  @Test func `the own log is posted to each contact once, and again when it has grown`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    try test.meet(.eve)
    let keeper = LogKeeper(desk: test.desk)
    #expect(try await !keeper.post())
    let genesis = try GenesisMaker.derive(account: TestKeys.second)
    var log = AccountLog(account: Person.ada.fingerprint, genesis: genesis.id)
    let spkis = [TestKeys.second.publicKey.spki]
    #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: Self.now) == [])
    func save(_ log: AccountLog) throws { try test.database.write { try $0.save(log, isOwn: true, now: Self.now) } }
    try save(log)
    #expect(try await keeper.post())
    #expect(try await !keeper.post())
    let posted = try test.database.openOutbox()
    #expect(Set(posted.map(\.to)) == [Person.bob.id, Person.eve.id] && posted.allSatisfy { $0.kind == .payload })
    let maker = StatementMaker(log: log, author: .account, account: TestKeys.second)
    let revoked = try RevokedDevice(device: DeviceID(of: TestKeys.first.publicKey), keys: [], reason: .lost)
    #expect(
      log.receive([try maker.make(.deviceRevoked(revoked))], checker: StatementSignatures(), now: Self.now) == [])
    try save(log)
    #expect(try await keeper.post())
    #expect(try await !keeper.post())
    #expect(try test.database.openOutbox().count == 4)
  }
}
