import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct ChannelIntakeTests {
  private let group: ChannelID

  init() throws { group = try #require(ChannelID(random: [UInt8](repeating: 7, count: 16))) }

  private func members(_ test: TestDesk) throws -> [JamiID]? {
    try test.database.channel(group.text)?.members.map(\.id)
  }

  @Test func `a contact's group comes in, and its members are looked for`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    #expect(try await test.take(Person.bob.statement(group, [.bob, .ada, .eve])).received == 1)
    let channel = try #require(try test.database.channel(group.text))
    #expect(channel.name == "Trip" && channel.ownerID == Person.bob.id && !channel.isLeft)
    #expect(Set(channel.members.map(\.id)) == [Person.bob.id, Person.ada.id, Person.eve.id])
    #expect(try test.database.peer(Person.eve.id) != nil)
    #expect(try test.database.contacts().map(\.id) == [Person.bob.id.text])
  }

  @Test func `a stranger's group is refused, and so is one that leaves out its owner`() async throws {
    let test = try TestDesk()
    #expect(try await test.take(Person.eve.statement(group, [.eve, .ada])).refused == 1)
    try test.add(.bob)
    #expect(try await test.take(Person.bob.statement(group, [.ada, .eve])).refused == 1)
    #expect(try await test.take(Person.bob.packet("{}", type: .channel, id: "x", in: group)).refused == 1)
    #expect(try test.database.channels().isEmpty)
    #expect(
      try Set(test.refusals()) == [
        ["a group's description by somebody who is no contact"],
        ["a group's description that leaves its owner out"], ["a group's description that is none"],
      ])
  }

  @Test func `only the owner changes a group`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    try test.add(.eve)
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada, .eve]))
    #expect(try await test.take(Person.eve.statement(group, [.eve, .ada], seconds: 60), seconds: 60).refused == 1)
    #expect(try test.refusals() == [["a group's description by somebody who is not its owner"]])
    #expect(try members(test)?.count == 3)
  }

  @Test func `an outdated statement changes nothing, whatever the order in which they come`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    let newer = try Person.bob.statement(group, [.bob, .ada], name: "New", seconds: 60)
    let older = try Person.bob.statement(group, [.bob, .ada, .eve], name: "Old")
    #expect(try await test.take(newer, seconds: 60).received == 1)
    let outcome = try await test.take(older, seconds: 60)
    #expect(outcome.received == 0 && outcome.refused == 0)
    #expect(try test.database.channel(group.text)?.name == "New")
  }

  @Test func `who is taken out keeps the group as one that it left, and cannot write there`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada]))
    #expect(try await test.take(Person.bob.statement(group, [.bob], seconds: 60), seconds: 60).received == 1)
    #expect(try test.database.channel(group.text)?.isLeft == true)
    await #expect(throws: MessagingError(.channelLeft, "")) {
      _ = try await MessageService(desk: test.desk).send(MessageRequest(to: "Trip", text: "hello?"))
    }
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada], seconds: 120), seconds: 120)
    #expect(try test.database.channel(group.text)?.isLeft == false)
  }

  @Test func `only what members write and how they react is shown in a group`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada]))
    _ = try await test.take(
      Person.bob.packet("by a member", id: "m1", in: group), Person.eve.packet("by a stranger", id: "m2", in: group),
      Person.eve.packet(":heart:", type: .react, id: "m1", in: group))
    let key = ConversationKey.group(group.text)
    var shown = try InboxBuilder(test.desk, test.database).conversation(key)
    #expect(shown.map(\.text) == ["by a member"] && shown[0].reactions.isEmpty)
    // Once she is one, what she wrote is there.
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada, .eve], seconds: 60), seconds: 60)
    shown = try InboxBuilder(test.desk, test.database).conversation(key)
    #expect(Set(shown.map(\.text)) == ["by a member", "by a stranger"])
    #expect(shown.first { $0.id == "m1" }?.reactions.map(\.from) == [[Person.eve.id.text]])
  }

  @Test func `nobody makes a group of the channel of two accounts, which would hide what they write`() async throws {
    let test = try TestDesk()
    try test.meet(.bob)
    try test.add(.eve)
    _ = try await test.take(Person.bob.packet("before"))
    let trap = try Person.eve.statement(Person.bob.direct, [.eve, .ada])
    #expect(try await test.take(trap).refused == 1)
    _ = try await test.take(Person.bob.packet("after", id: "m2", seconds: 1), seconds: 1)
    #expect(try test.conversation(with: .bob).map(\.text) == ["before", "after"])
    #expect(try test.database.channels().isEmpty)
  }

  @Test func `what a group says about an account does not pin it`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    let bytes = [UInt8](repeating: 9, count: 32)
    let lie = Sealing.ChannelMember(
      id: Person.eve.id, account: try #require(AccountFingerprint(bytes: bytes)))
    let content = try ChannelStatement(name: "Trip", members: [Person.bob.member, Person.ada.member, lie]).content
    #expect(try await test.take(Person.bob.packet(content, type: .channel, id: "g", in: group)).received == 1)
    try test.meet(.eve)
    #expect(try test.database.peer(Person.eve.id)?.pin == Person.eve.fingerprint)
    #expect(try await test.take(Person.eve.packet()).received == 1)
  }
}
