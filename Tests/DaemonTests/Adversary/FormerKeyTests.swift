import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

/// A contact of somebody whose device has another signing key, and whoever has the one before.
@Suite("Adversary with a signing key that was replaced", .serialized)
struct FormerKeyTests {
  private static let birth = LostDevice.birth
  private static let now = LostDevice.now
  private static let week: Int64 = 7 * 86_400

  private struct World {
    let account = LostDevice.key(2)
    let certificate: Certificate
    let former = LostDevice.key(4)
    let present = LostDevice.key(7)
    let log: AccountLog

    /// - Parameter method: how the device says that it has another key; nil: it does not.
    init(_ method: AddedDevice.Method?) throws {
      let authority = LostDevice.key(1)
      let root = try CertificateIssuer.authority(key: authority, now: birth)
      certificate = try CertificateIssuer.account(
        key: account.publicKey, authority: root, authorityKey: authority, now: birth)
      let recovery = try Ed25519PrivateKey(seed: Secret(copying: LostDevice.seed))
      let (device, wrap) = (LostDevice.key(3), LostDevice.key(5))
      func keys(_ signing: PrivateKey) throws -> DeviceKeys {
        try DeviceKeys(
          device: DeviceID(of: device.publicKey), signing: KeyID(ofSPKI: signing.publicKey.spki),
          wrap: KeyID(ofSPKI: wrap.publicKey.spki))
      }
      let genesis = try GenesisMaker.found(account: account, recovery: recovery, device: keys(former))
      var log = AccountLog(account: AccountFingerprint(of: account.publicKey), genesis: genesis.id)
      let spkis = [account, former, present].map(\.publicKey.spki) + [recovery.publicKey.spki]
      #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: birth) == [])
      if let method {
        let id = DeviceID(of: device.publicKey)
        let maker = StatementMaker(log: log, author: .device(id, former, .pss), account: account)
        let entry = try maker.make(
          .deviceAdded(AddedDevice(keys: keys(present), role: .full, method: method, approver: id)))
        #expect(log.receive([entry], keys: spkis, checker: StatementSignatures(), now: now) == [])
      }
      self.log = log
    }

    /// What the contact goes by. Its revocations are what the log says, and nothing else.
    func context(at time: UnixTime) -> VerificationContext {
      let book = LogBook(log, now: time)
      var revocations = RevocationSet(account: log.account)
      for key in book.state.revokedKeys { revocations.revoke(key: key, at: time) }
      return VerificationContext(
        account: account.publicKey, knownCertificates: [], revocations: revocations,
        standing: { book.standing(signing: KeyID($0), now: time) }, now: time)
    }

    func verdict(
      _ type: MessageType, by key: PrivateKey, at time: UnixTime, certified: UnixTime = birth
    ) throws -> PacketVerdict {
      let issued = try CertificateIssuer.device(
        request: SigningCertificate.request(for: key), account: certificate, accountKey: account, now: certified)
      let message = try MessageObject(
        sender: account.publicKey, channel: #require(RevokedDeviceTests.channel), type: type, content: "hello",
        id: #require(MessageID("m1")), timestamp: #require(MessageTimestamp(time)))
      let (recipient, opener) = try RevokedDeviceTests.contact.get()
      let packet = try Sealer(key: SigningKey(key, chain: [issued])).sign(message, for: [recipient]).packet(at: 0)
      return PacketVerifier.verify(try opener.open(packet), context: context(at: time), history: ReplayWindow())
    }
  }

  private static let types = [MessageType.message, .log, .keys, .sync]

  @Test func `before it was replaced it signs for the account`() throws {
    let world = try World(nil)
    for type in Self.types {
      #expect(try world.verdict(type, by: world.former, at: Self.now).disposition == .accepted)
    }
  }

  @Test func `nothing that it signs is accepted once the log says that it was replaced, under no certificate`() throws {
    let world = try World(.replacement)
    for type in Self.types {
      for certified in [Self.birth, Self.now] {
        let verdict = try world.verdict(type, by: world.former, at: Self.now, certified: certified)
        #expect(verdict.disposition == .refused, "\(type.text)")
        #expect(verdict.findings.failedPolicies == [.notRevokedByKey, .activeInLog])
      }
      #expect(try world.verdict(type, by: world.present, at: Self.now).disposition == .accepted)
    }
  }

  @Test func `no card by it is believed, and the one by the new key is`() throws {
    let world = try World(.replacement)
    for (key, policies) in [(world.former, [Policy.notRevokedByKey, .activeInLog]), (world.present, [])] {
      let issued = try LostDevice.certificate(of: key, account: world.certificate, accountKey: world.account)
      let card = try Card(
        account: world.account.publicKey, genesis: world.log.genesis,
        receiveKey: RecipientKey(LostDevice.key(9).publicKey), generation: 1, relays: [], heads: [],
        issued: #require(MessageTimestamp(Self.now)))
      let signed = try SignedCard.sign(
        card, with: SigningKey(key, chain: [issued]),
        number: #require(PacketNumber(bytes: [UInt8](repeating: 1, count: 16))))
      let findings = CardVerifier.verify(
        try SignedCard(signed),
        expectation: CardExpectation(
          jamiID: JamiID(of: world.account.publicKey), account: world.log.account, genesis: world.log.genesis,
          generation: 1),
        context: world.context(at: Self.now))
      #expect(findings.failedPolicies == policies)
    }
  }

  @Test func `one that was renewed with its certificate counts for what is on its way, and for a week at most`() throws
  {
    let world = try World(.approved)
    for (age, disposition) in [(Int64(0), PacketVerdict.Disposition.accepted), (Self.week, .accepted)] {
      let verdict = try world.verdict(.message, by: world.former, at: Self.now.adding(seconds: age))
      #expect(verdict.disposition == disposition)
    }
    let late = Self.now.adding(seconds: Self.week + 1)
    for type in Self.types {
      let verdict = try world.verdict(type, by: world.former, at: late)
      #expect(verdict.disposition == .refused && verdict.findings.failedPolicies == [.activeInLog])
      #expect(try world.verdict(type, by: world.present, at: late).disposition == .accepted)
    }
  }
}
