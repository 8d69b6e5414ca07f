import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Daemon
@testable import Sealing

/// Whoever has every byte of a revoked device: whatever can be built of each kind of key that it held, and each pair,
/// is refused by a contact that knows of the revocation.
///
/// In each attempt one key of the pair stands in each place that a key has: who signs, and who vouches for the signer.
@Suite("Adversary with a revoked device", .serialized)
struct RevokedDeviceTests {
  static let leaf = Result { try LostDevice(.leaf) }
  static let full = Result { try LostDevice(.full) }
  static let channel = ChannelID(random: [UInt8](repeating: 5, count: 16))
  static let contact = Result {
    (
      try RecipientKey(LostDevice.key(17).publicKey),
      Opener(keys: [try ReceiveKey(pkcs8: LostDevice.key(17).pkcs8DER(), generation: 1)])
    )
  }

  private static func world(_ role: DeviceRole) throws -> LostDevice { try (role == .full ? full : leaf).get() }

  /// A certificate of the signer's key, in the form of a signing key's, that the issuer's key signed under the
  /// account's name.
  private static func certificate(of signer: PrivateKey, by issuer: PrivateKey) throws -> Certificate {
    let root = try CertificateIssuer.authority(key: issuer, now: LostDevice.birth)
    let impostor = try CertificateIssuer.account(
      key: issuer.publicKey, authority: root, authorityKey: issuer, now: LostDevice.birth)
    return try LostDevice.certificate(of: signer, account: impostor, accountKey: issuer)
  }

  private static let leafSigners = Result { try makeSigners(leaf.get()) }
  private static let fullSigners = Result { try makeSigners(full.get()) }

  private static func signers(_ world: LostDevice) throws -> [(what: String, key: SigningKey)] {
    try (world.role == .full ? fullSigners : leafSigners).get()
  }

  /// All signers that the adversary can come with: each key certified by each key, and what the account itself once
  /// certified.
  private static func makeSigners(_ world: LostDevice) throws -> [(what: String, key: SigningKey)] {
    var signers: [(String, SigningKey)] = []
    for (kind, key) in world.held {
      for (other, issuer) in world.held {
        let certificate = try certificate(of: key, by: issuer)
        signers.append(("\(kind.rawValue) by \(other.rawValue)", try SigningKey(key, chain: [certificate])))
      }
    }
    let signing = try #require(world.keys[.signing])
    signers.append(("its own", try SigningKey(signing, chain: [world.signingCertificate])))
    let whole = [world.signingCertificate, world.oldCertificate]
    signers.append(("its own chain", try SigningKey(signing, chain: whole)))
    return signers
  }

  private static func packet(
    _ type: MessageType, _ content: String, sender: PublicKey, by key: SigningKey, number: Int
  ) throws -> Packet {
    let message = try MessageObject(
      sender: sender, channel: #require(channel), type: type, content: content, id: #require(MessageID("m\(number)")),
      timestamp: #require(MessageTimestamp(LostDevice.now)))
    return try Sealer(key: key).sign(message, for: [contact.get().0]).packet(at: 0)
  }

  private static func verdict(_ packet: Packet, _ context: VerificationContext) throws -> PacketVerdict {
    PacketVerifier.verify(try contact.get().1.open(packet), context: context, history: ReplayWindow())
  }

  private static func card(
    _ world: LostDevice, account: PublicKey, by key: SigningKey, receive: PrivateKey
  ) throws -> Packet {
    let card = try Card(
      account: account, genesis: world.log.genesis, receiveKey: RecipientKey(receive.publicKey), generation: 3,
      relays: [], heads: [], issued: #require(MessageTimestamp(LostDevice.now)))
    return try SignedCard.sign(
      card, with: key, number: #require(PacketNumber(bytes: [UInt8](repeating: 1, count: 16))))
  }

  private static func expectation(_ world: LostDevice) -> CardExpectation {
    CardExpectation(
      jamiID: JamiID(of: world.certificate.publicKey), account: AccountFingerprint(of: world.certificate.publicKey),
      genesis: world.log.genesis, generation: 2)
  }

  @Test(arguments: DeviceRole.allCases) func `the same is accepted of the phone, and was of the device before`(
    _ role: DeviceRole
  ) throws {
    let world = try Self.world(role)
    let phone = try SigningKey(world.phone.signing, chain: [world.phoneCertificate])
    let account = world.certificate.publicKey
    for (number, type) in [MessageType.message, .log, .keys, .sync].enumerated() {
      let packet = try Self.packet(type, "hello", sender: account, by: phone, number: number)
      #expect(try Self.verdict(packet, world.context()).disposition == .accepted)
    }
    let card = try SignedCard(Self.card(world, account: account, by: phone, receive: world.receive))
    let found = CardVerifier.verify(card, expectation: Self.expectation(world), context: world.context())
    #expect(found.failures == [])
    let state = world.log.state(at: LostDevice.now)
    #expect(state.failures == [] && state.receiveKey?.generation == 2)
    #expect(state.account == AccountFingerprint(of: account))
    let failures = HandoverVerifier.failures(
      of: world.handover, account: world.log.account, device: world.phoneID, held: [], change: state.receiveKey)
    #expect(failures == [])

    let own = try SigningKey(#require(world.keys[.signing]), chain: [world.signingCertificate])
    let earlier = world.context(world.before, account: world.oldAccount.publicKey)
    let packet = try Self.packet(.message, "hello", sender: world.oldAccount.publicKey, by: own, number: 9)
    #expect(try Self.verdict(packet, earlier).disposition == .accepted)
  }

  @Test(arguments: DeviceRole.allCases) func `no packet of it is accepted, whatever signed it and vouches for it`(
    _ role: DeviceRole
  ) throws {
    let world = try Self.world(role)
    let context = world.context()
    var number = 0
    for (what, signer) in try Self.signers(world) {
      let isOwn = what.hasPrefix("its own")
      for sender in Set([world.certificate.publicKey.spki, world.oldAccount.publicKey.spki]).sorted(by: {
        $0.lexicographicallyPrecedes($1)
      }) {
        for type in isOwn ? [MessageType.message, .log, .keys, .sync] : [.message] {
          number += 1
          let packet = try Self.packet(
            type, "hello", sender: PublicKey(spki: sender), by: signer, number: number)
          let verdict = try Self.verdict(packet, context)
          #expect(verdict.disposition == .refused, "\(what), \(type.text)")
        }
      }
    }
    #expect(number >= world.held.count * world.held.count + 8)
  }

  @Test(arguments: DeviceRole.allCases) func `no card of it is believed`(_ role: DeviceRole) throws {
    let world = try Self.world(role)
    let own = try #require(world.keys[.own])
    for (what, signer) in try Self.signers(world) {
      for account in [world.certificate.publicKey, world.oldAccount.publicKey] {
        let card = try SignedCard(Self.card(world, account: account, by: signer, receive: own))
        // As the contact's own intake asks: with what is known about the account that the card names.
        let findings = CardVerifier.verify(
          card, expectation: Self.expectation(world), context: world.context(account: account))
        #expect(!findings.failures.isEmpty, "\(what)")
      }
    }
  }

  @Test(arguments: DeviceRole.allCases) func `no keys that it hands over come into use`(_ role: DeviceRole) throws {
    let world = try Self.world(role)
    let change = world.log.state(at: LostDevice.now).receiveKey
    for (_, key) in world.held {
      for (_, other) in world.held where other !== key {
        for generation: UInt32 in 2...3 {
          let handover = try KeyHandover(
            account: world.log.account, device: world.phoneID, generation: generation,
            keys: [
              .init(purpose: .receive, generation: generation, key: key.pkcs8DER()),
              .init(purpose: .sync, generation: generation, key: other.pkcs8DER()),
            ])
          let failures = HandoverVerifier.failures(
            of: handover, account: world.log.account, device: world.phoneID, held: [], change: change)
          #expect(failures.contains(.notInLog))
        }
      }
    }
  }

  @Test(arguments: DeviceRole.allCases) func `it opens nothing that is sealed afterwards`(_ role: DeviceRole) throws {
    let world = try Self.world(role)
    let phone = try SigningKey(world.phone.signing, chain: [world.phoneCertificate])
    let message = try MessageObject(
      sender: world.certificate.publicKey, channel: #require(Self.channel), type: .message, content: "secret",
      id: #require(MessageID("s")), timestamp: #require(MessageTimestamp(LostDevice.now)))
    // What an updated contact and the phone seal: to the keys that the log names, and to the phone's wrap key.
    let recipients = try [world.receive, world.sync, world.phone.wrap].map { try RecipientKey($0.publicKey) }
    let signed = try Sealer(key: phone).sign(message, for: recipients)
    let handed = try SealedHandover.seal(world.handover, to: recipients[2])
    let rightful = try [world.receive, world.sync, world.phone.wrap].map {
      try ReceiveKey(pkcs8: $0.pkcs8DER(), generation: 0)
    }
    for place in recipients.indices {
      #expect(try Opener(keys: [rightful[place]]).open(signed.packet(at: place)).unverifiedMessage == message)
    }
    #expect(try SealedHandover.open(handed, with: rightful[2]).generation == 2)
    for (kind, key) in world.held {
      let stolen = try ReceiveKey(pkcs8: key.pkcs8DER(), generation: 0)
      #expect(throws: SealingError(.packetUnreadable, ""), "\(kind.rawValue)") {
        try SealedHandover.open(handed, with: stolen)
      }
      for place in recipients.indices {
        let packet = try signed.packet(at: place)
        // As it is, and as if it were for the stolen key.
        let turned = Packet(
          recipient: stolen.recipient.text, message: packet.message, signature: packet.signature)
        for attempt in [packet, turned] {
          #expect(throws: SealingError(.packetUnreadable, ""), "\(kind.rawValue)") {
            try Opener(keys: [stolen]).open(attempt)
          }
        }
      }
    }
  }
}
