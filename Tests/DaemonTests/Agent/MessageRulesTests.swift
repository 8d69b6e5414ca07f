import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct MessageRulesTests {
  private static let now = MessageTimestamp(Person.now)

  private func message(
    type: String = "MESSAGE", sender: String? = nil, seconds: Int64? = nil
  ) throws -> MessageObject {
    try MessageRules.message(
      type: type, sender: sender, account: Person.ada.account.publicKey, channel: Person.bob.direct,
      content: type == "REACT" ? ":heart:" : "hello", id: #require(MessageID("m1")),
      timestamp: seconds.map { try #require(MessageTimestamp(Person.now.adding(seconds: $0))) },
      now: #require(Self.now))
  }

  @Test(arguments: ["MESSAGE", "EDIT", "DELETE", "REACT"])
  func `the four types of the protocol are signed`(_ type: String) throws {
    let message = try message(type: type)
    #expect(message.type.text == type && message.timestamp == Self.now)
    #expect(message.sender == Person.ada.account.publicKey)
  }

  @Test(arguments: [
    "SIGNET-CHANNEL", "SIGNET-LOG", "SIGNET-SYNC", "SIGNET-KEYS", "CALL-OFFER", "message", "", "MESSAGE ",
  ])
  func `nothing of another type is signed`(_ type: String) {
    #expect(throws: SealingError(.messageRefused, "")) { _ = try message(type: type) }
  }

  @Test func `a message of another sender is not signed`() throws {
    _ = try message(sender: RecipientKey.text(of: Person.ada.account.publicKey))
    for other in [RecipientKey.text(of: Person.bob.account.publicKey), "", "ada"] {
      #expect(throws: MessagingError(.senderRefused, "")) { _ = try message(sender: other) }
    }
  }

  @Test func `a message whose clock is eleven minutes off is not signed, ten are forgiven`() throws {
    for seconds: Int64 in [-600, 0, 600] { _ = try message(seconds: seconds) }
    for seconds: Int64 in [-660, -601, 601, 660] {
      #expect(throws: MessagingError(.clockRefused, "")) { _ = try message(seconds: seconds) }
    }
  }

  @Test func `a packet of the agent opens at the recipient, and nothing of it is stored`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    let answer = try await PacketService(desk: test.desk).seal(
      PacketRequest(type: "MESSAGE", content: "by hand", to: [Person.bob.id.text]))
    #expect(answer.channel == Person.bob.direct.text && answer.packets.count == 1)
    #expect(answer.packets[0].recipient == Person.bob.receive.text)
    #expect(try test.database.openOutbox().isEmpty && test.database.lastMessageNumber() == 0)
    #expect(try await test.desk.agent.status().signed == 1)
  }

  @Test func `a packet that is opened by hand is not taken in, and its failures are named`() async throws {
    let test = try TestDesk()
    let packet = try Person.bob.packet("look at this")
    let service = PacketService(desk: test.desk)
    let reading = try await service.open(PacketBody(packet))
    #expect(reading.verified && reading.content == "look at this" && reading.disposition == "accepted")
    #expect(reading.from == Person.bob.id.text)
    #expect(try !test.database.isSeen(hash: packet.id.text))
    #expect(try await test.take(packet).received == 1)
    let again = try await service.open(PacketBody(packet))
    #expect(!again.verified && again.disposition == "replayed")
    #expect(again.failures.map { String($0.prefix { $0 != ":" }) } == ["notReplayed"])
  }
}
