import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct CardIntakeTests {
  private let test: TestDesk

  init() throws {
    test = try TestDesk()
    try test.add(.bob)
  }

  private func take(_ packets: Packet..., seconds: Int64 = 0) throws -> Bool {
    try CardIntake(desk: test.desk, database: test.database).take(
      packets, of: Person.bob.id, now: Person.now.adding(seconds: seconds))
  }

  private var peer: StoredPeer {
    get throws { try #require(try test.database.peer(Person.bob.id)) }
  }

  @Test func `the first card pins the account, and the highest generation wins`() throws {
    let key = try RecipientKey(TestKeys.third.publicKey)
    #expect(
      try take(
        Person.bob.card(generation: 2, receive: key, seconds: -60), Person.bob.card(generation: 1),
        Packet(recipient: CardAddress(of: Person.bob.id).recipient, message: "junk", signature: "junk")))
    #expect(try peer.pin == Person.bob.fingerprint && peer.generation == 2 && peer.receiveKey == key.text)
    #expect(try peer.cardSeenAt == Person.now && peer.cardTriedAt == Person.now)
    #expect(try test.database.events().map(\.kind).contains(.contactKeyLearned))
  }

  @Test func `a lower generation than the known one is not followed`() throws {
    let key = try RecipientKey(TestKeys.third.publicKey)
    _ = try take(Person.bob.card(generation: 2, receive: key))
    #expect(try !take(Person.bob.card(generation: 1, seconds: 60), seconds: 60))
    #expect(try peer.generation == 2 && peer.receiveKey == key.text)
    #expect(try take(Person.bob.card(generation: 3, seconds: 60), seconds: 60))
    #expect(try peer.generation == 3 && peer.receiveKey == Person.bob.receive.text)
  }

  @Test func `a card of another account at this address is not followed`() throws {
    let eve = try Person.eve.card()
    let address = CardAddress(of: Person.bob.id).recipient
    #expect(try !take(Packet(recipient: address, message: eve.message, signature: eve.signature)))
    // Bob's name on it, and Eve's signature.
    #expect(try !take(Person.bob.card(signed: Person.eve.signing)))
    #expect(try peer.pin == nil && peer.receiveKey == nil && peer.cardTriedAt == Person.now)
  }

  @Test func `a second log is shown and never followed, whatever its generation`() throws {
    _ = try take(Person.bob.card(generation: 2, genesis: 1))
    let before = try peer
    let key = try RecipientKey(TestKeys.third.publicKey)
    for generation in [1, 9] {
      var fresh = before
      fresh.otherGenesis = nil
      let saved = fresh
      try test.database.write { try $0.save(saved) }
      #expect(
        try !take(
          Person.bob.card(generation: generation, receive: key, seconds: 60),
          Person.bob.card(generation: generation, receive: key, genesis: 2, seconds: 60), seconds: 60))
      #expect(try peer.otherGenesis == [UInt8](repeating: 2, count: 32), "\(generation)")
      #expect(try peer.receiveKey == before.receiveKey && peer.genesis == before.genesis && peer.generation == 2)
    }
    #expect(ContactBook.reachable(try peer) == "conflict")
    #expect(try test.database.events().map(\.kind).filter { $0 == .contactConflict }.count == 2)
    // Told once.
    _ = try take(Person.bob.card(generation: 9, receive: key, genesis: 3, seconds: 60), seconds: 60)
    #expect(try test.database.events().map(\.kind).filter { $0 == .contactConflict }.count == 2)
  }

  @Test func `a card for somebody who is not known is passed over`() throws {
    let intake = CardIntake(desk: test.desk, database: try test.database)
    #expect(try !intake.take([Person.eve.card()], of: Person.eve.id, now: Person.now))
    #expect(try test.database.peer(Person.eve.id) == nil)
  }
}
