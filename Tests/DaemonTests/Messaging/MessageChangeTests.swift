import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct MessageChangeTests {
  @Test func `only the author edits and deletes, everybody reacts`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    _ = try await test.take(Person.bob.packet("helo"))
    _ = try await test.take(
      // In Bob's channel with Ada, by somebody else.
      Person.eve.packet("no", type: .edit, in: Person.bob.direct, seconds: 1),
      Person.eve.packet("", type: .delete, in: Person.bob.direct, seconds: 2),
      Person.bob.packet("hello", type: .edit, seconds: 3), Person.bob.packet(":wave:", type: .react, seconds: 4),
      seconds: 5)
    let shown = try #require(try test.conversation(with: .bob).first)
    #expect(shown.text == "hello" && shown.edited && !shown.deleted && !shown.contested)
    #expect(shown.reactions.map(\.reaction) == [":wave:"])
    _ = try await test.take(Person.bob.packet("", type: .delete, seconds: 6), seconds: 7)
    let deleted = try #require(try test.conversation(with: .bob).first)
    #expect(deleted.text == nil && deleted.deleted && deleted.files.isEmpty)
    #expect(deleted.change > shown.change)
  }

  @Test func `one edits and deletes one's own messages only, and reacts to any`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    _ = try await test.take(Person.bob.packet("theirs", id: "theirs-1"))
    let service = MessageService(desk: test.desk)
    let own = try await service.send(MessageRequest(to: Person.bob.id.text, text: "mine"))
    for type in ["EDIT", "DELETE"] {
      await #expect(throws: MessagingError(.messageNotFound, "")) {
        _ = try await service.send(MessageRequest(type: type, text: "x", about: "theirs-1"))
      }
    }
    _ = try await service.send(MessageRequest(type: "REACT", text: ":heart:", about: "theirs-1"))
    _ = try await service.send(MessageRequest(type: "EDIT", text: "mine, better", about: own.id))
    let shown = try test.conversation(with: .bob)
    #expect(shown.map(\.text) == ["theirs", "mine, better"])
    #expect(shown[0].reactions == [ReactionEntry(reaction: ":heart:", from: [Person.ada.id.text])])
    #expect(shown.map(\.contested) == [false, false])
    _ = try await service.send(MessageRequest(type: "DELETE", about: String(own.id.prefix(8))))
    #expect(try test.conversation(with: .bob).map(\.text) == ["theirs", nil])
  }

  @Test func `a beginning that several messages have is ambiguous, and one of too few characters is none`() async throws
  {
    let test = try TestDesk()
    try test.meet(.bob)
    _ = try await test.take(
      Person.bob.packet("a", id: "abcd1"), Person.bob.packet("b", id: "abcd2", seconds: 1), seconds: 1)
    let service = MessageService(desk: test.desk)
    await #expect(throws: MessagingError(.messageAmbiguous, "")) {
      _ = try await service.send(MessageRequest(type: "REACT", text: ":heart:", about: "abcd"))
    }
    _ = try await service.send(MessageRequest(type: "REACT", text: ":heart:", about: "abcd2"))
    for about in ["abc", "", "ab%d", "ABCD1", "abcd_"] {
      await #expect(throws: (any Error).self) {
        _ = try await service.send(MessageRequest(type: "REACT", text: ":heart:", about: about))
      }
    }
  }

  @Test func `a reaction goes to the channel that the message came in`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    // Another program draws the channel's ID at random.
    let random = try #require(ChannelID(random: [UInt8](repeating: 8, count: 16)))
    _ = try await test.take(Person.bob.packet("from elsewhere", id: "elsewhere", in: random))
    let sent = try await MessageService(desk: test.desk).send(
      MessageRequest(type: "REACT", text: ":heart:", about: "elsewhere"))
    #expect(sent.channel == random.text)
    #expect(try test.conversation(with: .bob).first?.reactions.map(\.reaction) == [":heart:"])
  }
}
