import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("Policies")
struct PolicyTests {
  private static let sender = TestSender.shared

  /// One thing that is wrong, and the rule that has to say so.
  struct Case: Sendable, CustomTestStringConvertible {
    let policy: Policy
    let what: String
    let verdict: @Sendable () throws -> PacketVerdict
    var testDescription: String { "\(policy): \(what)" }

    init(_ policy: Policy, _ what: String, _ verdict: @escaping @Sendable () throws -> PacketVerdict) {
      self.policy = policy
      self.what = what
      self.verdict = verdict
    }
  }

  /// Opens and judges a packet of the test's sender.
  private static func judge(
    _ message: MessageObject? = nil, key: SigningKey? = nil, naming: SigningKey.Naming = .chain,
    history: ReplayWindow = ReplayWindow(), _ change: (inout VerificationContext) throws -> Void = { _ in }
  ) throws -> PacketVerdict {
    let packet = try sender.packet(message, key: key, naming: naming)
    var context = sender.context
    try change(&context)
    return PacketVerifier.verify(try TestSender.opener().open(packet), context: context, history: history)
  }

  /// Judges a packet whose JWS has another header, signed by `key`.
  private static func judge(
    signedBy key: PrivateKey = TestKeys.signing, header change: (inout JWSHeader) throws -> Void
  ) throws -> PacketVerdict {
    var parts = try Handmade(sender)
    let envelope = try #require(SignatureEnvelope(bytes: parts.envelope))
    var header = try CompactJWS.parse(
      envelope.jws, allowedNames: SignatureHeader.names, detachedPayload: parts.message
    ).header
    try change(&header)
    let jws = try CompactJWS.sign(payload: parts.message, header: header, key: key, detached: true)
    parts.envelope = SignatureEnvelope(jws: jws, binding: envelope.binding).bytes
    let opened = try TestSender.opener().open(parts.packet())
    return PacketVerifier.verify(opened, context: sender.context, history: ReplayWindow())
  }

  private static func device(_ name: String, accountKey: PrivateKey = TestKeys.account) throws -> Certificate {
    try CertificateIssuer.device(
      request: CertificateRequest.make(for: TestKeys.signing, commonName: name),
      account: accountKey === TestKeys.account ? sender.account : TestSender.make(accountKey: accountKey).account,
      accountKey: accountKey, now: TestSender.birth)
  }

  private static func history(_ change: (inout ReplayWindow) throws -> Void) rethrows -> ReplayWindow {
    var window = ReplayWindow()
    try change(&window)
    return window
  }

  static let cases: [Case] = [
    Case(.purpose, "a signature made for the log") { try judge { $0.typ = "signet-log" } },
    Case(.purpose, "an unknown one") { try judge { $0.typ = "JOSE" } },
    Case(.signingCertificate, "not known") { try judge(naming: .thumbprint) },
    Case(.signingCertificate, "cannot be read") { try judge { $0.x5c = [[1, 2, 3]] } },
    Case(.signingCertificate, "name constraints") {
      let pem = try TestKeys.file("certificates/name-constraints.pem")
      return try judge { header in header.x5c = [try PEMFile.der(pem)] }
    },
    Case(.signingCertificate, "a device's") {
      try judge { header in header.x5c = [try device(CertificateIssuer.deviceName).der] }
    },
    Case(.signingCertificate, "another account behind it") {
      let other = try TestSender.make(accountKey: TestKeys.otherAccount)
      return try judge { $0.x5c = [sender.signing.der, other.account.der] }
    },
    Case(.algorithm, "RS256 without need") { try judge(key: sender.key(algorithm: .rs256)) },
    Case(.signature, "by another key") { try judge(signedBy: TestKeys.tabletSigning) { _ in } },
    Case(.signature, "over other bytes") {
      var parts = try Handmade(sender)
      parts.message = try sender.message("hallo").bytes
      return PacketVerifier.verify(
        try TestSender.opener().open(parts.packet()), context: sender.context, history: ReplayWindow())
    },
    Case(.signedByAccount, "another account") {
      let certificate = try device(SigningCertificate.commonName, accountKey: TestKeys.otherAccount)
      return try judge { $0.x5c = [certificate.der] }
    },
    Case(.certificateInDate, "expired") {
      let late = TestSender.birth.adding(seconds: CertificateIssuer.lifetime + 1)
      return try judge(sender.message(at: late)) { $0.now = late }
    },
    Case(.certificateInDate, "not yet") {
      let early = TestSender.birth.adding(seconds: -1)
      return try judge(sender.message(at: early)) { $0.now = early }
    },
    Case(.notRevokedByKey, "the signing key") {
      try judge { context in
        context.revocations = RevocationSet(
          account: sender.fingerprint, keys: [DeviceID(of: TestKeys.signing.publicKey): TestSender.birth])
      }
    },
    Case(.notRevokedByKey, "the account's key") {
      try judge { context in
        context.revocations = RevocationSet(
          account: sender.fingerprint, keys: [DeviceID(of: TestKeys.account.publicKey): TestSender.birth])
      }
    },
    Case(.notRevokedByKey, "revocations of another account") {
      let other = try TestSender.make(accountKey: TestKeys.otherAccount)
      return try judge { $0.revocations = other.noRevocations }
    },
    Case(.notRevokedBySerial, "the signing certificate") {
      try judge { context in
        context.revocations = RevocationSet(
          account: sender.fingerprint, serials: [sender.signing.serial: TestSender.birth])
      }
    },
    Case(.activeInLog, "not listed") { try judge { $0.standing = { _ in .notListed } } },
    Case(.activeInLog, "revoked") { try judge { $0.standing = { _ in .revoked } } },
    Case(.activeInLog, "suspended") { try judge { $0.standing = { _ in .suspended } } },
    Case(.revocationsFresh, "more than 7 days") {
      try judge { context in
        let old = context.now.adding(seconds: -7 * 86_400 - 1)
        context.heads = [
          LogHead(signer: DeviceID(of: TestKeys.tabletSigning.publicKey), time: old),
          // The packet's own device vouches for nobody.
          LogHead(signer: DeviceID(of: TestKeys.signing.publicKey), time: context.now),
        ]
      }
    },
    Case(.senderIsAccount, "another sender") {
      try judge(sender.message(sender: TestKeys.otherAccount.publicKey))
    },
    Case(.meantForThisRecipient, "another root") { try judge { $0.root = [UInt8](repeating: 0, count: 32) } },
    Case(.notReplayed, "here before") {
      let opened = try TestSender.opener().open(sender.packet())
      let first = PacketVerifier.verify(opened, context: sender.context, history: ReplayWindow())
      let event = try #require(first.event)
      return PacketVerifier.verify(opened, context: sender.context, history: history { $0.insert(event) })
    },
    Case(.notDuplicate, "another message of that name") {
      let event = try #require(judge().event)
      return try judge(history: history { $0.insert(event) })
    },
    Case(.notAheadOfTime, "601 seconds") {
      try judge(sender.message(at: TestSender.now.adding(seconds: 601)))
    },
  ]

  @Test(arguments: cases)
  func `each rule fails alone, by its name`(_ item: Case) throws {
    let verdict = try item.verdict()
    #expect(verdict.findings.failedPolicies == [item.policy])
    let soft: [Policy] = [.notReplayed, .notDuplicate, .notAheadOfTime]
    #expect((verdict.disposition == .refused) == !soft.contains(item.policy))
    #expect((verdict.event == nil) == (item.policy != .notDuplicate))
  }

  @Test func `every rule about a packet has a case`() {
    let asked = SignerVerifier.policies(RevocationsFreshPolicy()).map(\.policy) + PacketVerifier.policies.map(\.policy)
    #expect(Set(Self.cases.map(\.policy)) == Set(asked))
    #expect(Set(asked).count == asked.count)
  }

  @Test func `what is just inside the rules is accepted`() throws {
    let tablet = DeviceID(of: TestKeys.tabletSigning.publicKey)
    let verdict = try Self.judge(Self.sender.message(at: TestSender.now.adding(seconds: 600))) { context in
      context.heads = [LogHead(signer: tablet, time: context.now.adding(seconds: -7 * 86_400))]
      context.standing = { _ in .active }
    }
    #expect(verdict.failures == [] && verdict.findings.notChecked == [])
    #expect(verdict.findings.warnings.map(\.policy) == [.revocationsFresh])
    #expect(verdict.revocationAge == 604_800)
    let fresh = try Self.judge { $0.heads = [LogHead(signer: tablet, time: $0.now.adding(seconds: -86_400))] }
    #expect(fresh.findings.warnings == [] && fresh.revocationAge == 86_400)
    // A clock that is ahead does not make data younger than new.
    let ahead = try Self.judge { $0.heads = [LogHead(signer: tablet, time: $0.now.adding(seconds: 50))] }
    #expect(ahead.revocationAge == 0)
  }

  @Test func `RS256 is taken from a device whose token lacks PSS`() throws {
    let verdict = try Self.judge(key: Self.sender.key(algorithm: .rs256)) { context in
      context.lacksPSS = { $0 == DeviceID(of: TestKeys.signing.publicKey) }
    }
    #expect(verdict.failures == [])
  }

  @Test func `a whole chain of three certificates is taken too`() throws {
    let authority = try CertificateIssuer.authority(key: TestKeys.authority, now: TestSender.birth)
    let account = try CertificateIssuer.account(
      key: TestKeys.account.publicKey, authority: authority, authorityKey: TestKeys.authority, now: TestSender.birth)
    let key = try Self.sender.key([Self.sender.signing, account, authority])
    #expect(try Self.judge(key: key).failures == [])
  }

  @Test func `a message ahead of its time is held back until it is due`() throws {
    let time = TestSender.now.adding(seconds: 4000)
    let packet = try TestSender.opener().open(Self.sender.packet(Self.sender.message(at: time)))
    let early = PacketVerifier.verify(packet, context: Self.sender.context, history: ReplayWindow())
    guard case .heldBack(let until) = early.disposition else {
      Issue.record("it was not held back")
      return
    }
    var context = Self.sender.context
    context.now = until
    #expect(PacketVerifier.verify(packet, context: context, history: ReplayWindow()).disposition == .accepted)
  }

  @Test func `an EDIT of a known message is no duplicate, and an unknown type is no event`() throws {
    let event = try #require(Self.judge().event)
    let history = Self.history { $0.insert(event) }
    #expect(try Self.judge(Self.sender.message("hi", type: .edit), history: history).disposition == .accepted)
    let log = try Self.judge(Self.sender.message(type: .log))
    #expect(log.disposition == .accepted && log.event == nil)
  }
}
