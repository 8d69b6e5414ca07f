import AccountArchive
import AccountStore
import DaemonAPI
import Files
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct ChannelIntakeTests {
  private static let foreign = [
    "foreignID: a group's description whose ID does not follow from its author and its nonce"
  ]

  /// Bob's.
  private let group: ChannelID

  init() throws { group = try Person.bob.group() }

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
        ["ownerMissing: a group's description that leaves its owner out"], ["a group's description that is none"],
      ])
  }

  @Test func `only the owner changes a group`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    try test.add(.eve)
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada, .eve]))
    #expect(try await test.take(Person.eve.statement(group, [.eve, .ada], seconds: 60), seconds: 60).refused == 1)
    #expect(try test.refusals() == [["notTheOwner: a group's description by somebody who is not its owner"]])
    #expect(try members(test)?.count == 3)
  }

  @Test func `a claim of somebody's group before its owner's statement is refused, and that is still taken in`()
    async throws
  {
    let test = try TestDesk()
    try test.add(.bob)
    try test.add(.eve)
    let (peers, events) = (try test.database.peers(), try test.database.events().count)
    let claims = try [
      // Bob's own words, his nonce among them; with a nonce of her own; and ahead of anything that he will say.
      Person.eve.statement(group, [.bob, .ada, .eve]), Person.eve.statement(group, [.eve, .ada], nonce: 8, seconds: 1),
      Person.eve.statement(group, [.eve, .ada, .bob], seconds: 500),
    ]
    #expect(try await test.intake.take(claims, now: Person.now).refused == 3)
    #expect(try test.refusals() == [Self.foreign, Self.foreign, Self.foreign])
    #expect(try test.database.channels().isEmpty && test.database.lastMessageNumber() == 0)
    #expect(try test.database.peers() == peers && test.database.events().count == events)

    #expect(try await test.take(Person.bob.statement(group, [.bob, .ada], seconds: 60), seconds: 60).received == 1)
    let channel = try #require(try test.database.channel(group.text))
    #expect(channel.owner == Person.bob.fingerprint && channel.nonce == [UInt8](repeating: 7, count: 16))
    #expect(try await test.take(Person.eve.statement(group, [.eve, .ada], seconds: 120), seconds: 120).refused == 1)
    #expect(try test.database.channel(group.text) == channel)
  }

  @Test func `another nonce of the owner, and a UUID that was drawn, make no group and change none`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    let drawn = try #require(ChannelID(random: [UInt8](repeating: 7, count: 16)))
    let first = try await test.take(
      Person.bob.statement(group, [.bob, .ada], nonce: 8), Person.bob.statement(drawn, [.bob, .ada], seconds: 1))
    #expect(first.refused == 2)
    #expect(try test.database.channels().isEmpty)
    _ = try await test.take(Person.bob.statement(group, [.bob, .ada], seconds: 2))
    let before = try #require(try test.database.channel(group.text))
    let later = try Person.bob.statement(group, [.bob, .ada, .eve], name: "New", nonce: 8, seconds: 60)
    #expect(try await test.take(later, seconds: 60).refused == 1)
    #expect(try test.database.channels() == [before])
    #expect(try test.refusals() == [Self.foreign, Self.foreign, Self.foreign])
  }

  @Test func `a group of ours keeps its ID and nonce through every change, and another reader finds them bound`()
    async throws
  {
    let test = try TestDesk()
    try test.meet(.bob)
    let service = ChannelService(desk: test.desk)
    let made = try await service.create(ChannelRequest(name: "Trip", members: [Person.bob.id.text]))
    let other = try await service.create(ChannelRequest(name: "Tour", members: [Person.bob.id.text]))
    #expect(other.id != made.id)
    let nonce = try #require(try test.database.channel(made.id)?.nonce)
    _ = try await service.change(made.id, ChannelChange(name: "Long trip"))
    _ = try await service.change(made.id, ChannelChange(remove: [Person.bob.id.text]))
    #expect(try test.database.channel(made.id)?.nonce == nonce)
    let key = try FileReader.readSecret(Fixture.folder + "/keys/rsa4096-1.pem", limit: 1 << 16)
    let opener = Opener(keys: [try ReceiveKey(pkcs8: key, generation: 1)])
    let messages = try test.database.openOutbox().map { entry in
      try opener.open(Packet(json: entry.packet)).unverifiedMessage
    }
    #expect(messages.map(\.channel.text) == [made.id, other.id, made.id, made.id])
    for message in messages {
      let statement = try ChannelStatement(content: message.content)
      #expect(GroupChannel.id(owner: Person.ada.member, nonce: statement.nonce) == message.channel)
    }
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
    #expect(try test.refusals() == [Self.foreign])
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
    let content = try ChannelStatement(
      nonce: Person.nonce(7), name: "Trip", members: [Person.bob.member, Person.ada.member, lie]
    ).content
    #expect(try await test.take(Person.bob.packet(content, type: .channel, id: "g", in: group)).received == 1)
    try test.meet(.eve)
    #expect(try test.database.peer(Person.eve.id)?.pin == Person.eve.fingerprint)
    #expect(try await test.take(Person.eve.packet()).received == 1)
  }
}
