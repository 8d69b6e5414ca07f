import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

/// New keys of the account, from one of its devices to another.
@Suite("Keys from device to device")
struct KeyIntakeTests {
  private static let now = Person.now
  private static let long = now.adding(seconds: -30 * 86_400)
  /// Two more than the tests share: every key here is one device's, and serves one purpose.
  private static let made = result { try KeyGeneration.generateRSA(count: 2, threads: 2) { _, _ in } }
  /// The account's next receive key.
  private static let next = made[0]
  /// The tablet's wrap key.
  private static let wrap = made[1]
  private static let tablet = result { try #require(DeviceID(bytes: [UInt8](repeating: 9, count: 32))) }

  private static func result<Value>(_ make: () throws -> Value) -> Value {
    do {
      return try make()
    } catch {
      preconditionFailure("the test's own keys cannot be made: \(error)")
    }
  }

  /// Ada's log: her laptop, which is the desk under test, and a tablet, both in for a month.
  private struct Stage {
    let test: TestDesk
    var log: AccountLog
    let laptop: DeviceID

    init() throws {
      test = try TestDesk()
      laptop = try test.database.account().deviceID
      let recovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 2, count: 32)))
      let keys = try DeviceKeys(
        device: laptop, signing: Self.id(TestKeys.third), wrap: Self.id(TestKeys.fifth))
      let genesis = try GenesisMaker.found(account: TestKeys.second, recovery: recovery, device: keys)
      log = AccountLog(account: Person.ada.fingerprint, genesis: genesis.id)
      let spkis = [
        recovery.publicKey.spki, TestKeys.first.publicKey.spki, wrap.publicKey.spki, TestKeys.second.publicKey.spki,
        TestKeys.third.publicKey.spki, TestKeys.fourth.publicKey.spki, TestKeys.fifth.publicKey.spki,
      ]
      #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: long) == [])
      let other = try DeviceKeys(device: tablet, signing: Self.id(TestKeys.first), wrap: Self.id(wrap))
      try say(.deviceAdded(AddedDevice(keys: other, role: .leaf, method: .approved, approver: laptop)), at: long)
    }

    static func id(_ key: PrivateKey) -> KeyID { KeyID(ofSPKI: key.publicKey.spki) }

    mutating func say(_ content: StatementContent, at time: UnixTime = now) throws {
      let maker = StatementMaker(
        log: log, author: .device(laptop, TestKeys.third, .pss), account: TestKeys.second)
      #expect(log.receive([try maker.make(content)], keys: maker.keys, checker: StatementSignatures(), now: time) == [])
    }

    /// The log names the key as that of generation 2.
    mutating func name(_ key: PrivateKey, generation: UInt32 = 2, to devices: [DeviceID]) throws {
      try say(
        .receiveKey(
          ReceiveKeyChange(generation: generation, receive: Self.id(key), sync: nil, recipients: devices)))
    }

    func save() throws {
      let log = log
      try test.database.write { try $0.save(log, isOwn: true, now: now) }
    }

    func handover(_ key: PrivateKey, generation: UInt32 = 2, to device: DeviceID? = nil) throws -> KeyHandover {
      try KeyHandover(
        account: log.account, device: device ?? laptop, generation: generation,
        keys: [.init(purpose: .receive, generation: generation, key: key.pkcs8DER())])
    }

    /// As the tablet sends it to the laptop's wrap key.
    func packet(_ handover: KeyHandover, by person: Person = .tablet, id: String = "k1") throws -> Packet {
      let wrap = try RecipientKey(TestKeys.fifth.publicKey)
      let content = try SealedHandover.seal(handover, to: wrap)
      return try person.packet(person.message(content, type: .keys, id: id), to: [wrap])
    }

    func receiveKeys() throws -> [KeyID: Bool] {
      Dictionary(
        uniqueKeysWithValues: try test.database.keys().filter { $0.purpose == .receive }.map {
          (KeyID($0.keyID), $0.isInUse)
        })
    }
  }

  @Test func `keys that the log names come into use, and what was sealed to the old ones still opens`() async throws {
    var stage = try Stage()
    try stage.name(Self.next, to: [stage.laptop, Self.tablet])
    try stage.save()
    let outcome = try await stage.test.take(stage.packet(stage.handover(Self.next)))
    #expect(outcome.hasNewKeys)
    #expect(try stage.receiveKeys() == [Stage.id(Self.next): true, Stage.id(TestKeys.sixth): false])
    let ring = try await stage.test.desk.agent.keys()
    #expect(ring.receive.generation == 2)
    #expect(try await stage.test.take(Person.bob.packet("to the old key")).received == 1)
    // Sent again, as long as they are in use: nothing new.
    let again = try await stage.test.take(stage.packet(stage.handover(Self.next), id: "k2"))
    #expect(!again.hasNewKeys && again.refused == 0)
  }

  @Test func `keys that come before the log names them wait for it`() async throws {
    var stage = try Stage()
    try stage.save()
    let packet = try stage.packet(stage.handover(Self.next))
    let outcome = try await stage.test.take(packet)
    #expect(!outcome.hasNewKeys && outcome.refused == 0)
    #expect(try await !stage.test.intake.takeHeldBack(now: Self.now.adding(seconds: 60)).hasNewKeys)
    try stage.name(Self.next, to: [stage.laptop])
    try stage.save()
    #expect(try await stage.test.intake.takeHeldBack(now: Self.now.adding(seconds: 120)).hasNewKeys)
    #expect(try stage.receiveKeys()[Stage.id(Self.next)] == true)
  }

  @Test func `keys for another device, of another account or of an older generation are not taken`() async throws {
    var stage = try Stage()
    try stage.name(Self.next, generation: 3, to: [stage.laptop, Self.tablet])
    try stage.save()
    let present = try stage.receiveKeys()
    let elsewhere = try stage.handover(Self.next, generation: 3, to: Self.tablet)
    #expect(try await stage.test.take(stage.packet(elsewhere, id: "k1")).refused == 1)
    let alien = try KeyHandover(
      account: Person.bob.fingerprint, device: stage.laptop, generation: 3,
      keys: [.init(purpose: .receive, generation: 3, key: Self.next.pkcs8DER())])
    #expect(try await stage.test.take(stage.packet(alien, id: "k2")).refused == 1)
    #expect(try await stage.test.take(stage.packet(stage.handover(Self.next), id: "k3")).refused == 1)
    // Somebody else's packet of this type is nothing to us.
    let strangers = try stage.packet(stage.handover(Self.next, generation: 3), by: .bob, id: "k4")
    #expect(try await !stage.test.take(strangers).hasNewKeys)
    #expect(try stage.receiveKeys() == present)
  }

  @Test func `a leaf cannot have the others use a key of its own making`() async throws {
    var stage = try Stage()
    try stage.name(Self.next, to: [stage.laptop, Self.tablet])
    try stage.save()
    let own = try stage.handover(Self.wrap)
    #expect(try await !stage.test.take(stage.packet(own)).hasNewKeys)
    #expect(try stage.receiveKeys() == [Stage.id(TestKeys.sixth): true])
  }

  @Test func `a device that was thrown out hands over nothing, and is handed nothing`() async throws {
    var stage = try Stage()
    try stage.say(
      .deviceRevoked(
        RevokedDevice(
          device: Self.tablet, keys: [Stage.id(TestKeys.first), Stage.id(Self.wrap)], reason: .stolen)))
    try stage.name(Self.next, to: [stage.laptop])
    try stage.save()
    #expect(try await stage.test.take(stage.packet(stage.handover(Self.next))).refused == 1)
    #expect(try stage.receiveKeys() == [Stage.id(TestKeys.sixth): true])
    try stage.test.database.write { try $0.set(HandoverCourier.orderName, Stage.id(TestKeys.sixth).text) }
    #expect(try await !HandoverCourier(desk: stage.test.desk).post(now: Self.now))
  }

  @Test func `new keys go to each other device by its own wrap key, and again while it may have been off`()
    async throws
  {
    var stage = try Stage()
    let vault = KeyVault(
      dataKey: try stage.test.desk.accounts.data.dataKey(), account: stage.test.desk.folder.id)
    let sync = try vault.seal(TestKeys.fourth, purpose: .sync, generation: 1, createdAt: Self.now)
    try stage.say(
      .receiveKey(
        ReceiveKeyChange(
          generation: 2, receive: Stage.id(TestKeys.sixth), sync: Stage.id(TestKeys.fourth),
          recipients: [stage.laptop, Self.tablet])))
    try stage.save()
    try stage.test.database.write { writer in
      try writer.save(sync)
      try writer.set(HandoverCourier.orderName, Stage.id(TestKeys.sixth).text)
    }
    let courier = HandoverCourier(desk: stage.test.desk)
    #expect(try await courier.post(now: Self.now))
    #expect(try await !courier.post(now: Self.now.adding(seconds: 5 * 86_400)), "it is there already")
    let sent = try stage.test.database.openOutbox()
    #expect(sent.map(\.recipient) == [try RecipientKey(Self.wrap.publicKey).text])
    let packet = try Packet(json: #require(sent.first).packet)
    let wrap = try ReceiveKey(pkcs8: Self.wrap.pkcs8DER(), generation: 0)
    let opened = try Opener(keys: [wrap]).open(packet)
    #expect(opened.unverifiedMessage.type == .keys)
    let handover = try SealedHandover.open(opened.unverifiedMessage.content, with: wrap)
    #expect(handover.device == Self.tablet && handover.account == stage.log.account && handover.generation == 2)
    #expect(handover.keys(.receive).first?.key.matches(try TestKeys.sixth.pkcs8DER()) == true)
    #expect(
      HandoverVerifier.failures(
        of: handover, account: stage.log.account, device: Self.tablet, held: [],
        change: stage.log.state(at: Self.now).receiveKey) == [])
    #expect(try await courier.post(now: Self.now.adding(seconds: 7 * 86_400)))
  }

  @Test func `a device that learns that it is out signs and opens nothing any more, and tells it once`() async throws {
    var stage = try Stage()
    try stage.save()
    _ = try await stage.test.desk.agent.keys()
    try stage.say(
      .deviceRevoked(RevokedDevice(device: stage.laptop, keys: [Stage.id(TestKeys.third)], reason: .lost)))
    let messages = LogMessage.pack(stage.log, stage.log.entries(beyond: [])) { [log = stage.log] in log.keys(of: $0) }
    let wrap = try RecipientKey(TestKeys.fifth.publicKey)
    let message = try Person.tablet.message(#require(messages.first).content, type: .log, id: "l1")
    #expect(try await stage.test.take(Person.tablet.packet(message, to: [wrap])).hasNewKeys)
    await #expect { _ = try await stage.test.desk.agent.keys() } throws: {
      ($0 as? IdentityError)?.kind == .deviceRevoked
    }
    for _ in 0..<2 { try await OwnRevocation(desk: stage.test.desk).notice(now: Self.now) }
    #expect(try stage.test.database.events().filter { $0.kind == .ownRevocationLearned }.count == 1)
  }

  @Test func `a private key of a retired generation is destroyed after two weeks, and stays destroyed`() async throws {
    var stage = try Stage()
    try stage.name(Self.next, to: [stage.laptop])
    try stage.save()
    #expect(try await stage.test.take(stage.packet(stage.handover(Self.next))).hasNewKeys)
    let end = Self.now.adding(seconds: StoredKey.retiredLife)
    let early = try stage.test.database.write { try $0.destroyRetiredKeys(at: end.adding(seconds: -1)) }
    #expect(early.isEmpty)
    let destroyed = try stage.test.database.write { try $0.destroyRetiredKeys(at: end) }
    #expect(destroyed.map { KeyID($0.keyID) } == [Stage.id(TestKeys.sixth)])
    await stage.test.desk.agent.forget()
    let ring = try await stage.test.desk.agent.keys()
    #expect(ring.receiving.map(\.generation) == [2])
    #expect(try stage.test.database.write { try $0.destroyRetiredKeys(at: end) }.isEmpty)
  }
}
