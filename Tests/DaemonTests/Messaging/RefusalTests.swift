import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct RefusalTests {
  @Test
  func `a message by a revoked signing key is refused, and only the list of refusals says so, by the rule's name`()
    async throws
  {
    let test = try TestDesk()
    let tablet = DeviceID(of: TestKeys.first.publicKey)
    let revocations = RevocationSet(account: Person.ada.fingerprint, keys: [tablet: Person.birth])
    try test.database.write { try $0.add(revocations) }
    let packet = try Person.tablet.packet("by a thief")
    let outcome = try await test.take(packet)
    #expect(outcome.refused == 1 && outcome.received == 0)
    let refused = try #require(try test.database.refusedPackets().first)
    #expect(refused.failures.map { $0.prefix { $0 != ":" } } == ["notRevokedByKey"])
    #expect(refused.claimed == Person.ada.id && refused.hash == packet.hash.text)
    #expect(try test.database.lastMessageNumber() == 0)
    #expect(try test.conversation(with: .ada).isEmpty)
    // The device that is not revoked is heard.
    #expect(try await test.take(Person.ada.packet("by Ada")).received == 1)
  }

  @Test func `a message for a Jami ID whose pinned account is another one is refused`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    var peer = try #require(try test.database.peer(Person.bob.id))
    peer.pin = Person.eve.fingerprint
    let pinned = peer
    try test.database.write { try $0.save(pinned) }
    #expect(try await test.take(Person.bob.packet()).refused == 1)
    #expect(try test.refusals() == [["another account is pinned for this Jami ID"]])
    #expect(try test.database.lastMessageNumber() == 0)
    #expect(try test.database.peer(Person.bob.id) == pinned)
  }

  @Test func `a packet of a blocked contact is dropped without a word`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    let now = try #require(MessageTimestamp(Person.now))
    try ContactBook(test.desk, test.database).change(Person.bob.id, ContactChange(blocked: true), now: now)
    let packet = try Person.bob.packet()
    let outcome = try await test.take(packet, Person.bob.packet("a minute ahead", id: "m2", seconds: 3600))
    #expect(outcome.received == 0 && outcome.refused == 0)
    #expect(try test.refusals().isEmpty && test.database.lastMessageNumber() == 0)
    #expect(try test.database.heldPacketCount() == 0)
    #expect(try test.database.isSeen(hash: packet.id.text))
  }

  @Test func `what cannot be opened leaves no trace beside the mark that it was seen`() async throws {
    let test = try TestDesk()
    let good = try Person.bob.packet()
    let other = try Person.bob.packet()
    let packets = [
      // Sealed to somebody else.
      try Person.bob.packet(Person.bob.message(), to: [Person.bob.receive]),
      Packet(recipient: good.recipient, message: "hello", signature: "hello"),
      Packet(recipient: good.recipient, message: good.message, signature: other.signature),
    ]
    let before = try test.database.events().count
    let outcome = try await test.intake.take(packets, now: Person.now)
    #expect(outcome.new == 3 && outcome.received == 0 && outcome.refused == 0)
    #expect(try test.refusals().isEmpty && test.database.lastMessageNumber() == 0)
    #expect(try test.database.peers().isEmpty && test.database.events().count == before)
    #expect(try packets.allSatisfy { try test.database.isSeen(hash: $0.id.text) })
    #expect(try await test.intake.take(packets, now: Person.now).new == 0)
  }

  @Test func `a poisoned twin, the same message with another signature, does not hide the true packet`() async throws {
    let test = try TestDesk()
    let good = try Person.bob.packet("the truth")
    let twin = Packet(
      recipient: good.recipient, message: good.message, signature: try Person.bob.packet().signature)
    #expect(twin.hash == good.hash)
    #expect(try await test.take(twin).received == 0)
    #expect(try await test.take(twin, good).received == 1)
    #expect(try test.conversation(with: .bob).map(\.text) == ["the truth"])
  }
}
