import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

@testable import Sealing

/// An account with a signing key, as a starting point for whatever a test does to it.
struct TestSender {
  /// 2026-11-21.
  static let birth = UnixTime(seconds: 1_795_219_200)
  static let now = birth.adding(seconds: 3600)
  static let channel = ChannelID(random: [UInt8](repeating: 5, count: 16))
  static let receive = result { try RecipientKey(TestKeys.receive.publicKey) }
  static let otherReceive = result { try RecipientKey(TestKeys.otherReceive.publicKey) }
  /// The parts that never change, made once: signing certificates takes its time.
  static let shared = result { try make() }

  let account: Certificate
  let signing: Certificate
  let accountKey: PrivateKey

  static func make(
    accountKey: PrivateKey = TestKeys.account, signingKey: PrivateKey = TestKeys.signing, now: UnixTime = birth
  ) throws -> TestSender {
    let authority = try CertificateIssuer.authority(key: TestKeys.authority, now: now)
    let account = try CertificateIssuer.account(
      key: accountKey.publicKey, authority: authority, authorityKey: TestKeys.authority, now: now)
    let signing = try SigningCertificate.issue(
      SigningCertificate.request(for: signingKey), account: account, accountKey: accountKey,
      revocations: RevocationSet(account: AccountFingerprint(of: account.publicKey)), now: now)
    return TestSender(account: account, signing: signing, accountKey: accountKey)
  }

  var fingerprint: AccountFingerprint { AccountFingerprint(of: account.publicKey) }
  var noRevocations: RevocationSet { RevocationSet(account: fingerprint) }
  var context: VerificationContext {
    VerificationContext(account: account.publicKey, revocations: noRevocations, now: Self.now)
  }

  func key(_ chain: [Certificate]? = nil, algorithm: JWSAlgorithm = .ps256) throws -> SigningKey {
    try SigningKey(TestKeys.signing, chain: chain ?? [signing], algorithm: algorithm)
  }

  func message(
    _ content: String = "hello", type: MessageType = .message, id: String = "m1", sender: PublicKey? = nil,
    at time: UnixTime = now
  ) throws -> MessageObject {
    guard let channel = Self.channel, let id = MessageID(id), let timestamp = MessageTimestamp(time) else {
      throw SealingError(.messageRefused, "a test's own field is wrong")
    }
    return try MessageObject(
      sender: sender ?? account.publicKey, channel: channel, type: type, content: content, id: id,
      timestamp: timestamp)
  }

  /// The packet of one message to the test's recipient.
  func packet(
    _ message: MessageObject? = nil, to recipients: [RecipientKey] = [receive], key: SigningKey? = nil,
    naming: SigningKey.Naming = .chain
  ) throws -> Packet {
    try Sealer(key: key ?? self.key()).sign(message ?? self.message(), for: recipients, naming: naming).packet(at: 0)
  }

  static func opener(_ name: String = "rsa4096-6") throws -> Opener {
    Opener(keys: [try ReceiveKey(pkcs8: TestKeys.pem(name), generation: 1)])
  }

  private static func result<Value>(_ make: () throws -> Value) -> Value {
    do {
      return try make()
    } catch {
      preconditionFailure("the tests' own account cannot be made: \(error)")
    }
  }
}
