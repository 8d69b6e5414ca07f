import Identity
import Testing

@testable import Sealing

@Suite("What a device's standing in the log allows")
struct StandingTests {
  private static func verdict(_ type: MessageType, _ standing: LogStanding) throws -> PacketVerdict {
    let sender = TestSender.shared
    var context = sender.context
    context.standing = { _ in standing }
    let message = try sender.message(type == .react ? ":heart:" : "hello", type: type)
    let packet = try TestSender.opener().open(sender.packet(message))
    return PacketVerifier.verify(packet, context: context, history: ReplayWindow())
  }

  @Test func `a person's words from a device that came in unapproved are taken in, with a note`() throws {
    for type in [MessageType.message, .edit, .delete, .react, .log] {
      let verdict = try Self.verdict(type, .pending)
      #expect(verdict.failures == [])
      #expect(verdict.findings.warnings.map(\.policy) == [.activeInLog])
    }
  }

  @Test func `keys and records of a device that came in unapproved are not`() throws {
    for type in [MessageType.keys, .sync] {
      #expect(try Self.verdict(type, .pending).failures.map(\.policy) == [.activeInLog])
    }
  }

  @Test func `of a device that the log does not list only statements of the log are looked at`() throws {
    #expect(try Self.verdict(.log, .notListed).failures == [])
    for type in [MessageType.message, .keys, .sync] {
      #expect(try Self.verdict(type, .notListed).failures.map(\.policy) == [.activeInLog])
    }
  }

  @Test func `one that was thrown out, or has forked, says nothing at all`() throws {
    for standing in [LogStanding.revoked, .suspended] {
      for type in [MessageType.message, .log, .keys, .sync] {
        #expect(try Self.verdict(type, standing).failures.map(\.policy) == [.activeInLog])
      }
    }
  }
}
