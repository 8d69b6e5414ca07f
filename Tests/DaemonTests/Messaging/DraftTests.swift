import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct DraftTests {
  private func cardComes(_ test: TestDesk, of person: Person) throws {
    #expect(
      try CardIntake(desk: test.desk, database: test.database).take([person.card()], of: person.id, now: Person.now))
  }

  @Test func `what was written before the card came goes out with it, once, however many look`() async throws {
    let test = try TestDesk()
    try test.add(.bob)
    let service = MessageService(desk: test.desk)
    let sent = try await service.send(MessageRequest(to: Person.bob.id.text, text: "early"))
    #expect(sent.state == "waiting" && sent.packets == 0)
    #expect(try test.conversation(with: .bob).map(\.state) == ["waiting"])
    try await service.sendDrafts(to: Person.bob.id)
    #expect(try test.database.openOutbox().isEmpty && test.database.drafts().count == 1)
    try cardComes(test, of: .bob)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 { group.addTask { try await service.sendDrafts(to: Person.bob.id) } }
      try await group.waitForAll()
    }
    #expect(try test.database.openOutbox().map(\.recipient) == [Person.bob.receive.text])
    #expect(try test.database.drafts().isEmpty)
    let shown = try test.conversation(with: .bob)
    #expect(shown.map(\.text) == ["early"] && shown.map(\.contested) == [false] && shown.map(\.state) == ["queued"])
    #expect(shown[0].id == sent.id && shown[0].channel == Person.bob.direct.text)
  }

  @Test func `a group's message waits for those alone whose card is not there, and is shown once`() async throws {
    let test = try TestDesk()
    for person in [Person.bob, .eve] {
      try test.meet(person)
      // Pinned, and out of reach again.
      var peer = try #require(try test.database.peer(person.id))
      peer.receiveKey = nil
      let saved = peer
      try test.database.write { try $0.save(saved) }
    }
    let group = try await ChannelService(desk: test.desk).create(
      ChannelRequest(name: "Trip", members: [Person.bob.id.text, Person.eve.id.text]))
    let service = MessageService(desk: test.desk)
    #expect(try await service.send(MessageRequest(to: "Trip", text: "to both")).state == "waiting")
    #expect(try test.database.drafts().count == 4)
    for person in [Person.bob, .eve] { try cardComes(test, of: person) }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for person in [Person.bob, .eve] { tasks.addTask { try await service.sendDrafts(to: person.id) } }
      try await tasks.waitForAll()
    }
    #expect(try test.database.openOutbox().count == 4)
    let shown = try InboxBuilder(test.desk, test.database).conversation(.group(group.id))
    #expect(shown.map(\.text) == ["to both"] && shown.map(\.contested) == [false])
  }

  @Test func `what waits for somebody who is blocked, or taken out of the group, does not go out`() async throws {
    let test = try TestDesk()
    let service = MessageService(desk: test.desk)
    try test.add(.bob)
    _ = try await service.send(MessageRequest(to: Person.bob.id.text, text: "to nobody"))
    let now = try #require(MessageTimestamp(Person.now))
    try ContactBook(test.desk, test.database).change(Person.bob.id, ContactChange(blocked: true), now: now)
    try cardComes(test, of: .bob)
    try await service.sendDrafts(to: Person.bob.id)
    #expect(try test.database.openOutbox().isEmpty)

    try test.meet(.eve)
    var peer = try #require(try test.database.peer(Person.eve.id))
    peer.receiveKey = nil
    let saved = peer
    try test.database.write { try $0.save(saved) }
    let channels = ChannelService(desk: test.desk)
    let group = try await channels.create(ChannelRequest(name: "Trip", members: [Person.eve.id.text]))
    _ = try await service.send(MessageRequest(to: group.id, text: "not for who left"))
    _ = try await channels.change(group.id, ChannelChange(remove: [Person.eve.id.text]))
    try cardComes(test, of: .eve)
    try await service.sendDrafts(to: Person.eve.id)
    // She is told of the group and of its end, and gets nothing of what was said.
    #expect(try test.database.openOutbox().map(\.kind) == [.payload, .payload])
    #expect(try test.database.drafts(to: Person.eve.id).isEmpty)
  }

  @Test func `a note to oneself goes out at once, and its echo changes nothing`() async throws {
    let test = try TestDesk()
    let sent = try await MessageService(desk: test.desk).send(MessageRequest(to: Person.ada.id.text, text: "milk"))
    #expect(sent.packets == 1)
    let entry = try #require(try test.database.openOutbox().first)
    #expect(entry.recipient == Person.ada.receive.text)
    let outcome = try await test.intake.take([try Packet(json: entry.packet)])
    #expect(outcome.new == 1 && outcome.received == 0 && outcome.refused == 0)
    #expect(try test.conversation(with: .ada).map(\.text) == ["milk"])
  }
}
