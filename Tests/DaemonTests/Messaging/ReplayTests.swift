import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct ReplayTests {
  @Test func `a replay is ignored, also when it is sealed anew`() async throws {
    let test = try TestDesk()
    let signed = try Sealer(key: Person.bob.signing).sign(Person.bob.message(), for: [Person.ada.receive])
    let (first, again) = (try signed.packet(at: 0), try signed.packet(at: 0))
    #expect(first.hash != again.hash)
    #expect(try await test.take(first).received == 1)
    #expect(try await test.take(first).new == 0)
    let outcome = try await test.take(again)
    #expect(outcome.new == 1 && outcome.received == 0 && outcome.refused == 0)
    #expect(try test.conversation(with: .bob).map(\.contested) == [false])
  }

  @Test func `of two messages of one name the first keeps it, and the conversation is shown as contested`() async throws
  {
    let test = try TestDesk()
    let (first, second) = (try Person.bob.packet("first"), try Person.bob.packet("second", seconds: 60))
    #expect(try await test.take(second, seconds: 60).received == 1)
    #expect(try await test.take(first, seconds: 60).received == 1)
    let shown = try test.conversation(with: .bob)
    #expect(shown.map(\.text) == ["first"] && shown.map(\.contested) == [true])
  }

  @Test func `a packet that is ahead of its time is held back, and comes when its time is there`() async throws {
    let test = try TestDesk()
    let packet = try Person.bob.packet(seconds: 3600)
    let outcome = try await test.take(packet)
    #expect(outcome.received == 0 && outcome.refused == 0)
    #expect(try test.database.heldPacketCount() == 1 && test.database.lastMessageNumber() == 0)
    // Seen: a relay that brings it again changes nothing.
    #expect(try await test.take(packet).new == 0)
    let early = Person.now.adding(seconds: 2999)
    #expect(try await test.intake.takeHeldBack(now: early).received == 0)
    #expect(try test.database.heldPacketCount() == 1)
    #expect(try await test.intake.takeHeldBack(now: early.adding(seconds: 2)).received == 1)
    #expect(try test.database.heldPacketCount() == 0)
    #expect(try test.conversation(with: .bob).map(\.text) == ["hello"])
  }

  @Test func `what is held back of somebody who is blocked meanwhile is dropped in its time`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    _ = try await test.take(Person.bob.packet(seconds: 3600))
    let now = try #require(MessageTimestamp(Person.now))
    try ContactBook(test.desk, test.database).change(Person.bob.id, ContactChange(blocked: true), now: now)
    #expect(try await test.intake.takeHeldBack(now: Person.now.adding(seconds: 3600)).received == 0)
    #expect(try test.database.heldPacketCount() == 0 && test.refusals().isEmpty)
  }

  @Test func `of one account only so many packets ahead of their time wait`() async throws {
    let test = try TestDesk()
    try test.database.write { writer in
      for number in 0..<MessagingLimits.heldOfOne {
        let isKept = try writer.hold(
          HeldPacket(
            hash: "h\(number)", packet: Array("{}".utf8), until: Person.now.adding(seconds: 99),
            author: Person.bob.fingerprint, receivedAt: Person.now))
        #expect(isKept)
      }
    }
    #expect(try await test.take(Person.bob.packet(seconds: 3600)).refused == 1)
    #expect(try test.refusals().count == 1)
    #expect(try await test.take(Person.eve.packet(seconds: 3600)).refused == 0)
    #expect(try test.database.heldPacketCount() == MessagingLimits.heldOfOne + 1)
  }
}
