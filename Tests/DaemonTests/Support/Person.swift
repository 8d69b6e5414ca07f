import AccountStore
import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

/// Somebody with an account and one device, who writes by hand what a program would write.
struct Person: Sendable {
  /// The clock of all of them, and a day before it, when their keys were made.
  static let now = UnixTime.now()
  static let birth = now.adding(seconds: -86_400)

  /// Whose daemon is under test.
  static let ada = result { try Person(TestKeys.second, signing: TestKeys.third, receive: TestKeys.sixth) }
  /// Ada's other device.
  static let tablet = result { try Person(TestKeys.second, signing: TestKeys.first, receive: TestKeys.sixth) }
  static let bob = result { try Person(TestKeys.fifth, signing: TestKeys.fourth, receive: TestKeys.first) }
  static let eve = result { try Person(TestKeys.first, signing: TestKeys.third, receive: TestKeys.fifth) }

  let accountKey: PrivateKey
  let account: Certificate
  let signing: SigningKey
  let receive: RecipientKey

  init(_ accountKey: PrivateKey, signing key: PrivateKey, receive: PrivateKey) throws {
    let authority = try CertificateIssuer.authority(key: TestKeys.fourth, now: Self.birth)
    self.accountKey = accountKey
    account = try CertificateIssuer.account(
      key: accountKey.publicKey, authority: authority, authorityKey: TestKeys.fourth, now: Self.birth)
    let certificate = try SigningCertificate.issue(
      SigningCertificate.request(for: key), account: account, accountKey: accountKey,
      revocations: RevocationSet(account: AccountFingerprint(of: accountKey.publicKey)), now: Self.birth)
    signing = try SigningKey(key, chain: [certificate])
    self.receive = try RecipientKey(receive.publicKey)
  }

  var fingerprint: AccountFingerprint { AccountFingerprint(of: account.publicKey) }
  var id: JamiID { JamiID(of: account.publicKey) }
  var member: ChannelMember { ChannelMember(id: id, account: fingerprint) }

  /// The channel with Ada.
  var direct: ChannelID { DirectChannel.id(fingerprint, Person.ada.fingerprint) }

  /// - Parameter seconds: after `now`.
  func message(
    _ content: String = "hello", type: MessageType = .message, id: String = "m1", in channel: ChannelID? = nil,
    seconds: Int64 = 0
  ) throws -> MessageObject {
    try MessageObject(
      sender: account.publicKey, channel: channel ?? direct, type: type, content: content,
      id: #require(MessageID(id)), timestamp: #require(MessageTimestamp(Self.now.adding(seconds: seconds))))
  }

  /// A packet to Ada.
  func packet(_ message: MessageObject, to recipients: [RecipientKey] = [ada.receive]) throws -> Packet {
    try Sealer(key: signing).sign(message, for: recipients).packet(at: 0)
  }

  func packet(
    _ content: String = "hello", type: MessageType = .message, id: String = "m1", in channel: ChannelID? = nil,
    seconds: Int64 = 0
  ) throws -> Packet {
    try packet(message(content, type: type, id: id, in: channel, seconds: seconds))
  }

  static func nonce(_ byte: UInt8) throws -> ChannelNonce {
    try #require(ChannelNonce(bytes: [UInt8](repeating: byte, count: ChannelNonce.byteCount)))
  }

  /// The ID of a group that it owns.
  func group(nonce byte: UInt8 = 7) throws -> ChannelID {
    GroupChannel.id(owner: member, nonce: try Self.nonce(byte))
  }

  /// What it says about a group that it owns, or claims to own.
  /// - Parameter byte: repeated, the nonce.
  func statement(
    _ channel: ChannelID, _ members: [Person], name: String = "Trip", nonce byte: UInt8 = 7, seconds: Int64 = 0
  ) throws -> Packet {
    let statement = try ChannelStatement(nonce: Self.nonce(byte), name: name, members: members.map(\.member))
    return try packet(statement.content, type: .channel, id: "g\(seconds)", in: channel, seconds: seconds)
  }

  /// Its card, as it lies at a relay.
  func card(
    generation: Int = 1, receive key: RecipientKey? = nil, genesis: UInt8? = nil, relays: [String] = [],
    seconds: Int64 = 0, signed signing: SigningKey? = nil
  ) throws -> Packet {
    let card = try Card(
      account: account.publicKey,
      genesis: genesis.flatMap { StatementHash(bytes: [UInt8](repeating: $0, count: 32)) },
      receiveKey: key ?? receive, generation: generation, relays: relays.compactMap { RelayURL($0) }, heads: [],
      issued: #require(MessageTimestamp(Self.now.adding(seconds: seconds))))
    let number = try #require(PacketNumber(bytes: try Random.bytes(16)))
    return try SignedCard.sign(card, with: signing ?? self.signing, number: number)
  }

  private static func result<Value>(_ make: () throws -> Value) -> Value {
    do {
      return try make()
    } catch {
      preconditionFailure("the tests' own people cannot be made: \(error)")
    }
  }
}
