import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct LockedAgentTests {
  @Test func `a locked agent opens and signs nothing, and what came meanwhile comes after the unlocking`() async throws
  {
    let test = try TestDesk()
    try test.meet(.bob)
    let packet = try Person.bob.packet("kept for later")
    try await test.desk.agent.lock()
    await #expect(throws: MessagingError(.agentLocked, "")) { _ = try await test.take(packet) }
    #expect(try !test.database.isSeen(hash: packet.id.text))
    await #expect(throws: MessagingError(.agentLocked, "")) {
      _ = try await PacketService(desk: test.desk).open(PacketBody(packet))
    }
    await #expect(throws: MessagingError(.agentLocked, "")) {
      _ = try await PacketService(desk: test.desk).seal(
        PacketRequest(type: "MESSAGE", content: "x", to: [Person.bob.id.text]))
    }
    await #expect(throws: MessagingError(.agentLocked, "")) {
      _ = try await MessageService(desk: test.desk).send(MessageRequest(to: Person.bob.id.text, text: "x"))
    }
    let status = try await test.desk.agent.status()
    #expect(status.locked && status.lockedSince != nil && status.signed == 0 && status.opened == 0)
    #expect(try test.database.openOutbox().isEmpty && test.database.lastMessageNumber() == 0)

    try await test.desk.agent.unlock(seconds: nil)
    #expect(try await test.take(packet).received == 1)
    #expect(try await test.desk.agent.status().opened == 1)
  }

  @Test func `what was held back stays while the agent is locked`() async throws {
    let test = try TestDesk()
    _ = try await test.take(Person.bob.packet(seconds: 3600))
    try await test.desk.agent.lock()
    let due = Person.now.adding(seconds: 3600)
    await #expect(throws: MessagingError(.agentLocked, "")) { _ = try await test.intake.takeHeldBack(now: due) }
    #expect(try test.database.heldPacketCount() == 1)
    try await test.desk.agent.unlock(seconds: nil)
    #expect(try await test.intake.takeHeldBack(now: due).received == 1)
  }
}
