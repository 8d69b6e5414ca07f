import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("Cards")
struct CardTests {
  private static let sender = TestSender.shared
  private static let jamiID = JamiID(of: sender.account.publicKey)
  private static let genesis = StatementHash(bytes: [UInt8](repeating: 3, count: 32))

  static func number(_ value: UInt8) throws -> PacketNumber {
    try #require(PacketNumber(bytes: [UInt8](repeating: value, count: 16)))
  }

  static func card(
    account: PublicKey? = nil, genesis: StatementHash? = genesis, receive: RecipientKey = TestSender.receive,
    generation: Int = 1, issued: UnixTime = TestSender.now
  ) throws -> Card {
    try Card(
      account: account ?? sender.account.publicKey, genesis: genesis, receiveKey: receive, generation: generation,
      relays: [#require(RelayURL("http://relay.example:8080")), #require(RelayURL("https://[2001:db8::1]:443"))],
      heads: [#require(StatementHash(bytes: [UInt8](repeating: 4, count: 32)))],
      issued: #require(MessageTimestamp(issued)))
  }

  private static func packet(_ card: Card, key: SigningKey? = nil, number value: UInt8 = 1) throws -> Packet {
    try SignedCard.sign(card, with: key ?? sender.key(), number: number(value))
  }

  private static func failed(
    _ packet: Packet, _ expectation: CardExpectation = CardExpectation(jamiID: jamiID),
    _ change: (inout VerificationContext) -> Void = { _ in }
  ) throws -> [Policy] {
    var context = sender.context
    change(&context)
    return CardVerifier.verify(try SignedCard(packet), expectation: expectation, context: context).failedPolicies
  }

  @Test func `the address is made of the Jami ID alone, and looks like a recipient`() throws {
    let address = CardAddress(of: Self.jamiID).recipient
    #expect(address.utf8.count == TestSender.receive.text.utf8.count)
    #expect(try Base64.decode(address).count == 550)
    let known = try #require(JamiID("0123456789abcdef0123456789abcdef01234567"))
    // By Python's hmac, written out.
    #expect(
      PacketHash.of(CardAddress(of: known).recipient).text
        == "caf0bafb6871c0586b80d49fc33664e0b97ecf4a305107703e962682324f9fd0")
  }

  @Test func `a card comes back from its packet, and verifies`() throws {
    let card = try Self.card()
    let packet = try Self.packet(card)
    #expect(packet.recipient == CardAddress(of: Self.jamiID).recipient)
    let signed = try SignedCard(packet)
    #expect(signed.unverifiedCard == card)
    let expectation = CardExpectation(
      jamiID: Self.jamiID, account: Self.sender.fingerprint, genesis: Self.genesis, generation: 1)
    let findings = CardVerifier.verify(signed, expectation: expectation, context: Self.sender.context)
    #expect(findings.failures == [])
    #expect(findings.notChecked.map(\.policy) == [.activeInLog, .revocationsFresh])
    #expect(try SignedCard(Self.packet(Self.card(genesis: nil))).unverifiedCard.genesis == nil)
  }

  @Test func `each rule fails alone, by its name`() throws {
    let packet = try Self.packet(Self.card())
    var expectation = CardExpectation(jamiID: Self.jamiID)
    expectation.account = AccountFingerprint(of: TestKeys.otherAccount.publicKey)
    #expect(try Self.failed(packet, expectation) == [.accountAsPinned])
    expectation.account = Self.sender.fingerprint
    expectation.genesis = StatementHash(bytes: [UInt8](repeating: 9, count: 32))
    #expect(try Self.failed(packet, expectation) == [.genesisAsPinned])
    #expect(try Self.failed(Self.packet(Self.card(genesis: nil)), expectation) == [.genesisAsPinned])
    expectation.genesis = Self.genesis
    expectation.generation = 2
    #expect(try Self.failed(packet, expectation) == [.generationNotBelowKnown])
    expectation.generation = 0
    #expect(try Self.failed(packet, expectation) == [])
    #expect(try Self.failed(packet) { $0.now = $0.now.adding(seconds: 8 * 86_400 + 1) } == [.cardInDate])
    #expect(try Self.failed(packet) { $0.now = $0.now.adding(seconds: -601) } == [.cardInDate])
    for standing in [LogStanding.pending, .notListed, .revoked, .suspended] {
      #expect(try Self.failed(packet) { $0.standing = { _ in standing } } == [.activeInLog])
    }
    let moved = Packet(recipient: TestSender.receive.text, message: packet.message, signature: packet.signature)
    #expect(try Self.failed(moved) == [.packetAsSigned])
    let junk = Packet(recipient: packet.recipient, message: packet.message, signature: "junk")
    #expect(try Self.failed(junk) == [.packetAsSigned])
  }

  @Test func `another account's card at this address is refused`() throws {
    let other = try TestSender.make(accountKey: TestKeys.otherAccount)
    let card = try Self.card(account: TestKeys.otherAccount.publicKey)
    let made = try SignedCard.sign(card, with: other.key(), number: Self.number(1))
    let packet = Packet(
      recipient: CardAddress(of: Self.jamiID).recipient, message: made.message, signature: made.signature)
    let findings = CardVerifier.verify(
      try SignedCard(packet), expectation: CardExpectation(jamiID: Self.jamiID), context: other.context)
    #expect(findings.failedPolicies == [.accountAsAsked, .packetAsSigned])
  }

  @Test func `one that somebody else signed is refused`() throws {
    let other = try TestSender.make(accountKey: TestKeys.otherAccount)
    #expect(try Self.failed(Self.packet(Self.card(), key: other.key())) == [.signedByAccount])
    // A packet's signature is none for a card.
    let header = try Self.sender.key().header(.packet, number: Self.number(1), naming: .chain)
    let jws = try CompactJWS.sign(payload: Self.card().bytes, header: header, key: TestKeys.signing)
    let packet = Packet(recipient: CardAddress(of: Self.jamiID).recipient, message: jws, signature: "signet-card")
    #expect(try Self.failed(packet) == [.purpose, .packetAsSigned])
  }

  @Test func `the highest valid generation wins, and then the newest`() throws {
    let other = try TestSender.make(accountKey: TestKeys.otherAccount)
    let later = TestSender.now.adding(seconds: 60)
    let packets = try [
      Self.packet(Self.card(generation: 2)), Self.packet(Self.card(generation: 3, issued: TestSender.birth)),
      Self.packet(Self.card(generation: 3, issued: later)), Self.packet(Self.card(generation: 3)),
      Self.packet(Self.card(generation: 9), key: other.key()),
      Packet(recipient: CardAddress(of: Self.jamiID).recipient, message: "hello", signature: ""),
    ]
    for turned in [packets, packets.reversed()] {
      let choice = CardChoice(among: turned, expectation: CardExpectation(jamiID: Self.jamiID)) { _ in
        Self.sender.context
      }
      #expect(choice.best?.unverifiedCard.generation == 3)
      #expect(choice.best?.unverifiedCard.issued.seconds == later)
      #expect(choice.rejected.count == 2)
      #expect(choice.rejected.contains { $0.card == nil })
      #expect(choice.rejected.contains { $0.findings.failedPolicies == [.signedByAccount] })
    }
    let none = CardChoice(among: [], expectation: CardExpectation(jamiID: Self.jamiID)) { _ in Self.sender.context }
    #expect(none.best == nil)
  }

  @Test(
    arguments: [
      ("\"generation\":1", "\"generation\":0"), ("\"generation\":1", "\"generation\":1.5"),
      ("\"generation\":1", "\"generation\":1,\"generation\":2"), ("http://relay", "ftp://relay"),
      ("\"heads\":[", "\"heads\":[null,"), ("\"heads\":[", "\"heads\":[\"AAAA\","),
      ("\"genesis\":\"", "\"genesis\":\"A"),
      ("\"account\":\"MII", "\"account\":\"AII"), ("\"receive\"", "\"recieve\""), ("2026-11", "2026-13"), ("}", "]"),
    ])
  func `a damaged card is none`(_ part: String, _ replacement: String) throws {
    let text = String(decoding: try Self.card().bytes, as: UTF8.self)
    let damaged = text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(damaged != text)
    #expect(throws: SealingError(.cardMalformed, "")) {
      let header = try Self.sender.key().header(.card, number: Self.number(1), naming: .chain)
      let jws = try CompactJWS.sign(payload: Array(damaged.utf8), header: header, key: TestKeys.signing)
      _ = try SignedCard(Packet(recipient: "x", message: jws, signature: ""))
    }
  }

  @Test func `cards have their limits`() throws {
    let relay = try #require(RelayURL("http://a:1"))
    #expect(throws: SealingError(.cardMalformed, "")) {
      try Card(
        account: Self.sender.account.publicKey, genesis: nil, receiveKey: TestSender.receive, generation: 1,
        relays: [RelayURL](repeating: relay, count: 17), heads: [], issued: Self.card().issued)
    }
    let long = Packet(recipient: "x", message: String(repeating: "a", count: 70_000), signature: "")
    #expect(throws: SealingError(.cardMalformed, "")) { try SignedCard(long) }
  }
}
