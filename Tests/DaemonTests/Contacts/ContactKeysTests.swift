import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

@Suite("Receive keys that a contact's log names")
struct ContactKeysTests {
  private static let now = Person.now
  private static let recovery = Result {
    try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 3, count: 32)))
  }
  private static let laptop = TestKeys.second

  private let test: TestDesk

  init() throws { test = try TestDesk() }

  private var peer: StoredPeer {
    get throws { try #require(try test.database.peer(Person.bob.id)) }
  }

  /// Bob's account: a laptop, and a phone that signs what the tests' Bob sends.
  private static func log() throws -> AccountLog {
    let laptop = try DeviceKeys(
      device: DeviceID(of: Self.laptop.publicKey), signing: KeyID(ofSPKI: TestKeys.sixth.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.fifth.publicKey.spki))
    let genesis = try GenesisMaker.found(account: TestKeys.fifth, recovery: recovery.get(), device: laptop)
    var log = AccountLog(account: Person.bob.fingerprint, genesis: genesis.id)
    let keys = [TestKeys.fifth.publicKey.spki, try recovery.get().publicKey.spki]
    #expect(log.receive([genesis], keys: keys, checker: StatementSignatures(), now: now) == [])
    try say(
      .deviceAdded(AddedDevice(keys: try phone(), role: .leaf, method: .approved, approver: laptop.device)), &log)
    return log
  }

  private static func phone() throws -> DeviceKeys {
    try DeviceKeys(
      device: DeviceID(of: TestKeys.third.publicKey), signing: KeyID(ofSPKI: TestKeys.fourth.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.first.publicKey.spki))
  }

  private static func say(_ content: StatementContent, _ log: inout AccountLog, keys: [[UInt8]] = []) throws {
    let maker = StatementMaker(
      log: log, author: .device(DeviceID(of: laptop.publicKey), TestKeys.sixth, .pss), account: TestKeys.fifth)
    let failures = log.receive(
      [try maker.make(content)], keys: maker.keys + keys, checker: StatementSignatures(), now: now)
    #expect(failures == [])
  }

  private static func change(_ key: PrivateKey, _ log: inout AccountLog, isKnown: Bool = true) throws {
    let change = try ReceiveKeyChange(
      generation: 2, receive: KeyID(ofSPKI: key.publicKey.spki), sync: nil,
      recipients: [DeviceID(of: laptop.publicKey)])
    try say(.receiveKey(change), &log, keys: isKnown ? [key.publicKey.spki] : [])
  }

  private static func revocation() throws -> StatementContent {
    .deviceRevoked(try RevokedDevice(device: phone().device, keys: phone().all, reason: .stolen))
  }

  private func take(_ log: AccountLog, id: String) async throws {
    let messages = LogMessage.pack(log, log.entries(beyond: [])) { log.keys(of: $0, isComplete: false) }
    let packet = try Person.bob.packet(try #require(messages.first).content, type: .log, id: id)
    #expect(try await test.take(packet).received == 1)
  }

  @Test func `what is written after a revocation is sealed to the new key, without waiting for a card`() async throws {
    try test.meet(.bob)
    var log = try Self.log()
    try await take(log, id: "l1")
    #expect(try peer.receiveKey == Person.bob.receive.text && peer.generation == 1)
    try Self.say(Self.revocation(), &log)
    try Self.change(TestKeys.third, &log)
    try await take(log, id: "l2")
    #expect(try peer.receiveKey == RecipientKey(TestKeys.third.publicKey).text && peer.generation == 2)
    #expect(try test.database.events().map(\.kind).last == .contactKeyLearned)
    // Nothing brings the old one back.
    let old = try Person.bob.card(generation: 1, seconds: 5)
    #expect(try !CardIntake(desk: test.desk, database: test.database).take([old], of: Person.bob.id, now: Self.now))
    #expect(try peer.generation == 2)
  }

  @Test func `a key that a revoked device gave out goes with it, whatever generation it said`() async throws {
    try test.meet(.bob)
    var log = try Self.log()
    try Self.change(TestKeys.third, &log)
    try await take(log, id: "l1")
    let own = try RecipientKey(TestKeys.second.publicKey)
    let card = try Person.bob.card(generation: 99, receive: own, genesis: nil, seconds: 5)
    let expectation = CardExpectation(jamiID: Person.bob.id)
    #expect(expectation.genesis == nil)
    let signed = try SignedCard(card)
    #expect(signed.unverifiedSigner == KeyID(ofSPKI: TestKeys.fourth.publicKey.spki))
    // As it stands after an intake that believed it.
    var believing = try peer
    (believing.receiveKey, believing.generation, believing.cardPacket) = (own.text, 99, card.json)
    let stored = believing
    try test.database.write { try $0.save(stored) }
    let follower = ContactKeys(desk: test.desk, database: try test.database, now: Self.now)
    #expect(try follower.follow() == [])

    try Self.say(Self.revocation(), &log)
    try await take(log, id: "l2")
    #expect(try peer.receiveKey == RecipientKey(TestKeys.third.publicKey).text && peer.generation == 2)
    #expect(try peer.cardPacket == nil)
  }

  @Test func `without the named key nothing is sealed to the old one, and a card is due`() async throws {
    try test.meet(.bob)
    var log = try Self.log()
    try Self.say(Self.revocation(), &log)
    try Self.change(TestKeys.third, &log, isKnown: false)
    try await take(log, id: "l1")
    #expect(try peer.receiveKey == nil && peer.generation == 0 && peer.cardTriedAt == nil)
    #expect(try test.database.events().map(\.kind).last == .contactKeyLost)
    #expect(try ContactKeys(desk: test.desk, database: test.database, now: Self.now).follow() == [])
  }

  @Test func `a contact's log brings the receive key, and no other key that it names`() throws {
    var log = try Self.log()
    try Self.change(TestKeys.third, &log)
    let sent = Set(log.entries(beyond: []).flatMap { log.keys(of: $0, isComplete: false) }.map { KeyID(ofSPKI: $0) })
    #expect(sent.contains(KeyID(ofSPKI: TestKeys.third.publicKey.spki)))
    #expect(!sent.contains(KeyID(ofSPKI: TestKeys.first.publicKey.spki)))
  }
}
