import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

@Suite("What own devices tell of each other")
struct SiblingNewsTests {
  private static let now = Person.now
  private static let tabletKey = TestKeys.sixth

  /// Ada's log: her laptop, which is under test, began it and let the tablet in.
  private static func log() throws -> AccountLog {
    let laptop = try DeviceKeys(
      device: DeviceID(of: TestKeys.fourth.publicKey), signing: KeyID(ofSPKI: TestKeys.third.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.fifth.publicKey.spki))
    let tablet = try DeviceKeys(
      device: DeviceID(of: tabletKey.publicKey), signing: KeyID(ofSPKI: TestKeys.first.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.seventh.publicKey.spki))
    let recovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 3, count: 32)))
    let genesis = try GenesisMaker.found(account: TestKeys.second, recovery: recovery, device: laptop)
    var log = AccountLog(account: Person.ada.fingerprint, genesis: genesis.id)
    let spkis = [TestKeys.second, TestKeys.third, TestKeys.first, TestKeys.seventh].map(\.publicKey.spki) + [recovery.publicKey.spki]
    #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: now) == [])
    let maker = StatementMaker(log: log, author: .device(laptop.device, TestKeys.third, .pss), account: TestKeys.second)
    let added = try AddedDevice(keys: tablet, role: .leaf, method: .approved, approver: laptop.device)
    #expect(
      log.receive([try maker.make(.deviceAdded(added))], keys: spkis, checker: StatementSignatures(), now: now) == [])
    return log
  }

  private static func desk() throws -> TestDesk {
    let test = try TestDesk()
    let log = try log()
    try test.database.write { try $0.save(log, isOwn: true, now: now) }
    return test
  }

  private static func certificate(of key: PrivateKey, by person: Person = .ada) throws -> Certificate {
    try CertificateIssuer.device(
      request: CertificateRequest.make(for: key, commonName: CertificateIssuer.deviceName), account: person.account,
      accountKey: person.accountKey, now: Person.birth)
  }

  private static func packet(_ news: DeviceNews, by person: Person = .tablet, id: String) throws -> Packet {
    let message = try #require(LogMessage.pack(try log(), news: news).first)
    return try person.packet(message.content, type: .log, id: id)
  }

  private static var tablet: DeviceID { DeviceID(of: tabletKey.publicKey) }

  /// Once: each certificate is made with a serial number of its own.
  private static let made = Result { try make() }
  private static func named() throws -> DeviceNews { try made.get() }

  private static func make() throws -> DeviceNews {
    let certificates = [try certificate(of: tabletKey).der, Person.tablet.signing.chain[0].der]
    return DeviceNews(
      certificates: certificates, notes: [try DeviceNote(id: tablet, name: "tablet", platform: "Linux aarch64")])
  }

  private static func record(_ test: TestDesk) throws -> Device? {
    try test.database.devices().first { $0.id == tablet }
  }

  @Test func `a sibling's certificates and name are taken in, and are no news the second time`() async throws {
    let test = try Self.desk()
    _ = try await test.take(Self.packet(Self.named(), id: "n1"))
    let record = try #require(try Self.record(test))
    #expect((record.name, record.role, record.state) == ("tablet", .leaf, .active))
    #expect((record.enrolment, record.platform) == (.approved, "Linux aarch64"))
    #expect(try test.database.certificates()[Self.tablet]?.count == 2)
    #expect(try await test.take(Self.packet(Self.named(), id: "n2")).received == 0)
    #expect(try test.refusals() == [])
    // It can be thrown out by its name, and its certificates go onto the list.
    let plan = try AccountKnowledge(test.database, now: Self.now).plan(throwing: "tablet", reason: .lost)
    #expect(plan.serials.count == 2 && plan.device.role == .leaf)
  }

  @Test func `one certificate that the account did not sign, and nothing of the message is taken`() async throws {
    let test = try Self.desk()
    var news = try Self.named()
    news.certificates.append(try Self.certificate(of: Self.tabletKey, by: .bob).der)
    #expect(try await test.take(Self.packet(news, id: "n1")).refused == 1)
    #expect(try Self.record(test) == nil && test.database.certificates()[Self.tablet] == nil)
    news.certificates[2] = [0x30, 0]
    #expect(try await test.take(Self.packet(news, id: "n2")).refused == 1)
    #expect(try Self.record(test) == nil)
  }

  @Test func `a certificate that comes before the log names its key waits, and the rest is taken`() async throws {
    let test = try Self.desk()
    var news = try Self.named()
    let stranger = try Self.certificate(of: TestKeys.eighth)
    news.certificates.append(stranger.der)
    let outcome = try await test.take(Self.packet(news, id: "n1"))
    #expect(outcome.refused == 0)
    #expect(try Self.record(test)?.name == "tablet")
    #expect(try test.database.certificates().values.joined().allSatisfy { $0 != stranger })
    #expect(try test.database.heldPackets(due: Self.now.adding(seconds: 60), limit: 10).count == 1)
  }

  @Test func `what a contact tells of this account's devices, or of its own, is not kept`() async throws {
    let test = try Self.desk()
    try test.meet(.bob)
    #expect(try await test.take(Self.packet(Self.named(), by: .bob, id: "n1")).refused == 1)
    #expect(try Self.record(test) == nil && test.database.certificates()[Self.tablet] == nil)
  }

  @Test func `devices that are in are told once, and again when there is more; one that is out is not`() async throws {
    let test = try Self.desk()
    let keeper = LogKeeper(desk: test.desk)
    func posted() async throws -> Int {
      let before = try test.database.openOutbox().count
      _ = try await keeper.post()
      return try test.database.openOutbox().count - before
    }
    // The log, and what is known of the devices.
    #expect(try await posted() == 2)
    #expect(try await posted() == 0)
    _ = try await test.take(Self.packet(Self.named(), id: "n1"))
    #expect(try await posted() == 1)
    #expect(try await posted() == 0)
    var log = try Self.log()
    let revoked = try RevokedDevice(device: Self.tablet, keys: [], reason: .lost)
    let maker = StatementMaker(log: log, author: .account, account: TestKeys.second)
    #expect(log.receive([try maker.make(.deviceRevoked(revoked))], checker: StatementSignatures(), now: Self.now) == [])
    let grown = log
    try test.database.write { writer in
      try writer.save(grown, isOwn: true, now: Self.now)
      var laptop = try #require(try test.database.devices().first { $0.id != Self.tablet })
      laptop.name = "renamed"
      try writer.save(laptop)
    }
    // That it is out, and not what the others are called.
    #expect(try await posted() == 1)
  }

  // Certificates that a full device has renewed.

  /// A certificate of this key that ends later than all others.
  private static func renewed(_ key: PrivateKey, _ name: String) throws -> Certificate {
    try CertificateIssuer.device(
      request: CertificateRequest.make(for: key, commonName: name), account: Person.ada.account,
      accountKey: TestKeys.second, now: now.adding(seconds: -60))
  }

  @Test func `certificates that were renewed elsewhere take their places here, and only once`() async throws {
    let test = try Self.desk()
    #expect(try CertificateInstall(test.database, now: Self.now) == nil)
    let own = try Self.renewed(TestKeys.fourth, CertificateIssuer.deviceName)
    let signing = try Self.renewed(TestKeys.third, SigningCertificate.commonName)
    let foreign = try Self.certificate(of: TestKeys.fourth, by: .bob)
    #expect(try await test.take(Self.packet(DeviceNews(certificates: [foreign.der]), id: "n1")).refused == 1)
    let news = DeviceNews(certificates: [own.der, signing.der])
    #expect(try await test.take(Self.packet(news, id: "n2")).received == 1)
    // Not before they begin.
    #expect(try CertificateInstall(test.database, now: Self.now.adding(seconds: -3600)) == nil)
    let install = try #require(try CertificateInstall(test.database, now: Self.now))
    #expect(install.chain[0] == own && install.signing?.certificate == signing)
    try test.database.write { try install.save($0) }
    #expect(try test.database.device(install.device.id).certificate == own)
    #expect(try test.database.keys().inUse(.signing)?.certificate == signing)
    #expect(try CertificateInstall(test.database, now: Self.now) == nil)
    // What it had before stays known, for its serial number.
    #expect(try test.database.certificates()[install.device.id]?.count == 4)
  }

  @Test func `a leaf is told again every six days until it says that it has its certificates`() async throws {
    let test = try Self.desk()
    _ = try await test.take(Self.packet(Self.named(), id: "n1"))
    let keeper = LogKeeper(desk: test.desk)
    func posted(days: Int64) async throws -> Int {
      let before = try test.database.openOutbox().count
      _ = try await keeper.post(now: try #require(MessageTimestamp(Self.now.adding(seconds: days * 86_400))))
      return try test.database.openOutbox().count - before
    }
    #expect(try await posted(days: 0) == 2)
    // It has told what it has, so nothing is due.
    #expect(try await posted(days: 7) == 0)
    let renewed = try Self.renewed(TestKeys.first, SigningCertificate.commonName)
    try test.database.write { try $0.add([renewed], of: Self.tablet) }
    #expect(try await posted(days: 8) == 1)
    #expect(try await posted(days: 13) == 0)
    #expect(try await posted(days: 14) == 1)
    var news = try Self.named()
    news.certificates[1] = renewed.der
    _ = try await test.take(Self.packet(news, id: "n2"))
    #expect(try await posted(days: 30) == 0)
  }
}
