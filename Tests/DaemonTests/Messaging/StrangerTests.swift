import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct StrangerTests {
  /// A message that is stored already, as if it had come.
  private func stored(_ number: Int, by person: Person) -> StoredMessage {
    var jti = [UInt8](repeating: 0, count: 16)
    (jti[0], jti[1]) = (UInt8(number >> 8), UInt8(number & 255))
    return StoredMessage(
      author: person.fingerprint, authorID: person.id, channel: person.direct.text, peer: person.id, type: "MESSAGE",
      id: "old\(number)", content: "", timestamp: Person.birth.seconds * 1000, jti: jti, receivedAt: Person.birth,
      hash: "", isOwn: false)
  }

  @Test func `a stranger's message comes in, marked as a stranger's, and makes no contact`() async throws {
    let test = try TestDesk()
    #expect(try await test.take(Person.eve.packet()).received == 1)
    let shown = try test.conversation(with: .eve)
    #expect(shown.map(\.contact) == ["stranger"] && shown.map(\.verified) == [true])
    #expect(try test.database.contacts().isEmpty && test.database.peers().isEmpty)
  }

  @Test func `of one stranger 100 messages are kept, of a contact more`() async throws {
    let test = try TestDesk()
    try test.database.write { writer in
      for number in 1..<PacketArrival.ofStranger { _ = try writer.add(stored(number, by: .eve)) }
    }
    #expect(try await test.take(Person.eve.packet("the last", id: "a")).received == 1)
    #expect(try await test.take(Person.eve.packet("too many", id: "b")).refused == 1)
    #expect(try test.refusals() == [["there are too many messages of strangers already"]])
    #expect(try await test.take(Person.bob.packet()).received == 1)
    try test.add(.eve)
    #expect(try await test.take(Person.eve.packet("now known", id: "c")).received == 1)
  }

  @Test func `of all strangers together 200 messages a day are kept`() async throws {
    let test = try TestDesk()
    let today = PacketArrival.strangersName(on: .now())
    try test.database.write { _ = try $0.count(today, by: Int64(PacketArrival.ofStrangersADay) - 1) }
    #expect(try await test.take(Person.eve.packet()).received == 1)
    #expect(try await test.take(Person.bob.packet()).refused == 1)
    try test.add(.bob)
    #expect(try await test.take(Person.bob.packet("known", id: "m2")).received == 1)
  }

  @Test func `a day has a count of its own`() {
    let noon = UnixTime(seconds: 86_400 * 20_000 + 43_200)
    #expect(PacketArrival.strangersName(on: noon) == PacketArrival.strangersName(on: noon.adding(seconds: 3600)))
    #expect(PacketArrival.strangersName(on: noon) != PacketArrival.strangersName(on: noon.adding(seconds: 86_400)))
  }
}
