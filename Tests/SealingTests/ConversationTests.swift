import Identity
import Platform
import Testing

@testable import Sealing

@Suite("Conversations")
struct ConversationTests {
  private static let ada = account(1)
  private static let bob = account(2)
  private static let eve = account(3)

  private static func account(_ number: UInt8) -> AccountFingerprint {
    guard let account = AccountFingerprint(bytes: [UInt8](repeating: number, count: 32)) else {
      preconditionFailure("32 bytes are a fingerprint")
    }
    return account
  }

  private static func event(
    _ author: AccountFingerprint, _ id: String, _ action: ConversationEvent.Action, at time: Int64, jti: UInt8 = 0
  ) throws -> ConversationEvent {
    ConversationEvent(
      author: author, channel: try #require(TestSender.channel), id: try #require(MessageID(id)),
      order: MessageOrder(
        timestamp: try #require(MessageTimestamp(milliseconds: time)),
        number: try #require(PacketNumber(bytes: [UInt8](repeating: 0, count: 15) + [jti]))), action: action)
  }

  private static func conversation(_ events: [ConversationEvent]) -> Conversation {
    var conversation = Conversation()
    for event in events { conversation.apply(event) }
    return conversation
  }

  private static func texts(_ events: [ConversationEvent]) -> [String?] {
    conversation(events).messages().map(\.text)
  }

  @Test func `the same events give the same conversation in any order, also twice`() throws {
    var random = SplitMix(state: 20_261_121)
    for _ in 0..<2000 {
      var events: [ConversationEvent] = []
      for _ in 0..<Int.random(in: 1...24, using: &random) { events.append(try Self.randomEvent(&random)) }
      let expected = Self.conversation(events)
      for _ in 0..<4 {
        let again = (events + events.shuffled(using: &random).prefix(5)).shuffled(using: &random)
        let other = Self.conversation(again)
        try #require(other.messages() == expected.messages())
        try #require(other == expected)
      }
    }
  }

  /// Few accounts, ids and times, so that events meet each other.
  private static func randomEvent(_ random: inout SplitMix) throws -> ConversationEvent {
    let author = account(UInt8.random(in: 1...3, using: &random))
    let text = "t\(Int.random(in: 0...3, using: &random))"
    let reaction = try #require(Reaction(":r\(Int.random(in: 0...40, using: &random)):"))
    let actions: [ConversationEvent.Action] = [.post(text), .edit(text), .delete, .react(reaction)]
    return try event(
      author, "m\(Int.random(in: 0...2, using: &random))", actions[Int.random(in: 0...3, using: &random)],
      at: Int64.random(in: 0...6, using: &random), jti: UInt8.random(in: 0...2, using: &random))
  }

  @Test func `messages stand in the order of timestamp and number`() throws {
    let events = try [
      Self.event(Self.bob, "b", .post("second"), at: 20), Self.event(Self.ada, "a", .post("first"), at: 10),
      Self.event(Self.ada, "d", .post("fourth"), at: 30, jti: 2),
      Self.event(Self.bob, "c", .post("third"), at: 30, jti: 1),
    ]
    #expect(Self.texts(events) == ["first", "second", "third", "fourth"])
  }

  @Test func `the latest edit stands, and says when it was made`() throws {
    let events = try [
      Self.event(Self.ada, "a", .post("one"), at: 10), Self.event(Self.ada, "a", .edit("three"), at: 30),
      Self.event(Self.ada, "a", .edit("two"), at: 20),
    ]
    let message = try #require(Self.conversation(events).messages().first)
    #expect(
      message.text == "three" && message.editedAt?.milliseconds == 30 && message.order.timestamp.milliseconds == 10)
  }

  @Test func `only the author edits and deletes`() throws {
    let post = try Self.event(Self.ada, "a", .post("mine"), at: 10)
    let edit = try Self.event(Self.eve, "a", .edit("hers"), at: 20)
    let deletion = try Self.event(Self.eve, "a", .delete, at: 30)
    #expect(Self.texts([post, edit, deletion]) == ["mine"])
  }

  @Test func `an edit or a deletion that is older than the message has no effect`() throws {
    let post = try Self.event(Self.ada, "a", .post("stands"), at: 10, jti: 5)
    #expect(Self.texts([post, try Self.event(Self.ada, "a", .edit("old"), at: 9)]) == ["stands"])
    #expect(Self.texts([post, try Self.event(Self.ada, "a", .delete, at: 10, jti: 4)]) == ["stands"])
    #expect(Self.texts([post, try Self.event(Self.ada, "a", .delete, at: 10, jti: 6)]) == [nil])
  }

  @Test func `a deleted message cannot be edited back, and keeps no reaction`() throws {
    let events = try [
      Self.event(Self.ada, "a", .post("gone"), at: 10), Self.event(Self.ada, "a", .delete, at: 20),
      Self.event(Self.ada, "a", .edit("back"), at: 30),
      Self.event(Self.bob, "a", .react(#require(Reaction(":+1:"))), at: 40),
    ]
    let message = try #require(Self.conversation(events).messages().first)
    #expect(message.isDeleted && message.reactions.isEmpty && message.editedAt == nil)
  }

  @Test func `of two messages of one name the first stands, and is shown as contested`() throws {
    let first = try Self.event(Self.ada, "a", .post("first"), at: 10)
    let second = try Self.event(Self.ada, "a", .post("second"), at: 20)
    for events in [[first, second], [second, first]] {
      let message = try #require(Self.conversation(events).messages().first)
      #expect(message.text == "first" && message.isContested)
    }
    #expect(Self.conversation([first, first]).messages().map(\.isContested) == [false])
    // The same id from somebody else is another message.
    let other = try Self.event(Self.bob, "a", .post("other"), at: 15)
    #expect(Self.texts([first, other]) == ["first", "other"])
  }

  @Test func `an edit that comes first waits for its message`() throws {
    let edit = try Self.event(Self.ada, "a", .edit("new"), at: 20)
    #expect(Self.texts([edit]) == [])
    #expect(Self.texts([edit, try Self.event(Self.ada, "a", .post("old"), at: 10)]) == ["new"])
  }

  @Test func `reactions are counted once an account, by a clock that may be behind`() throws {
    let heart = try #require(Reaction(":heart:"))
    let events = try [
      Self.event(Self.ada, "a", .post("hi"), at: 10), Self.event(Self.bob, "a", .react(heart), at: 5),
      Self.event(Self.bob, "a", .react(heart), at: 20), Self.event(Self.eve, "a", .react(heart), at: 30),
    ]
    let conversation = Self.conversation(events)
    #expect(conversation.messages().first?.reactions == [heart: [Self.bob, Self.eve]])
    #expect(conversation.messages(of: [Self.ada, Self.bob]).first?.reactions == [heart: [Self.bob]])
  }

  @Test func `one account has at most 32 different reactions to a message, the earliest`() throws {
    var events = [try Self.event(Self.ada, "a", .post("hi"), at: 10)]
    for number in 0..<50 {
      events.append(
        try Self.event(Self.eve, "a", .react(#require(Reaction(":r\(number):"))), at: 100 - Int64(number)))
    }
    let reactions = try #require(Self.conversation(events).messages().first?.reactions)
    #expect(Set(reactions.keys.map(\.text)) == Set((18..<50).map { ":r\($0):" }))
  }

  @Test func `a channel shows its members' messages only`() throws {
    let events = try [
      Self.event(Self.ada, "a", .post("hers"), at: 10), Self.event(Self.eve, "e", .post("spam"), at: 20),
    ]
    #expect(Self.conversation(events).messages(of: [Self.ada, Self.bob]).map(\.text) == ["hers"])
  }

  @Test func `a replay window knows numbers by account, and the first holder of a name`() throws {
    let first = try Self.event(Self.ada, "a", .post("x"), at: 10, jti: 1)
    let second = try Self.event(Self.ada, "a", .post("y"), at: 20, jti: 2)
    let edit = try Self.event(Self.bob, "b", .edit("z"), at: 30, jti: 3)
    var window = ReplayWindow()
    for event in [first, second, edit] { window.insert(event) }
    #expect(window.hasSeen(first.order.number, from: Self.ada) && window.hasSeen(second.order.number, from: Self.ada))
    #expect(!window.hasSeen(first.order.number, from: Self.bob))
    #expect(window.holder(of: first.name) == first.order.number)
    #expect(window.holder(of: edit.name) == nil && window.hasSeen(edit.order.number, from: Self.bob))
  }
}
