import GRDB
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite("Stored messages")
struct MessageTests {
  private typealias Samples = MessagingSamples

  @Test func `a message is read as it was written, with the next number`() throws {
    let store = try MessagingStore()
    let messages = [
      Samples.message(1), Samples.message(2, author: 2, peer: nil, type: "EDIT", notes: []),
      Samples.message(3, author: 3, peer: 3, channel: "d", type: "x \u{0}", id: "ü", timestamp: -1),
    ]
    let numbers = try store.database.write { writer throws in try messages.map { try writer.add($0) } }
    #expect(numbers == [1, 2, 3])
    try store.reopened { database throws in
      let read = try database.messages(after: 0, limit: 10)
      #expect(read.map(\.number) == [1, 2, 3])
      #expect(read.map(numberless) == messages)
      #expect(try database.lastMessageNumber() == 3)
      #expect(try database.inspect() == [])
    }
  }

  @Test func `a packet of the same author and number is taken once; of another author it is another one`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      #expect(try writer.add(Samples.message(1, author: 2)) == 1)
      #expect(try writer.add(Samples.message(1, author: 2, type: "EDIT", timestamp: 99)) == nil)
      #expect(try writer.add(Samples.message(1, author: 3)) ?? 0 > 1)
    }
    #expect(try database.messages(after: 0, limit: 10).map(\.timestamp) == [1, 1])
    #expect(try database.hasSeen(jti: Samples.jti(1), author: Samples.account(2)))
    #expect(try database.hasSeen(jti: Samples.jti(1), author: Samples.account(3)))
    #expect(try !database.hasSeen(jti: Samples.jti(2), author: Samples.account(2)))
    #expect(try !database.hasSeen(jti: Samples.jti(1), author: Samples.account(4)))
    #expect(try database.messageCount(of: Samples.account(2)) == 1)
    #expect(try database.messageCount(of: Samples.account(4)) == 0)
    try database.close()
  }

  @Test func `a name belongs to the first message by timestamp, then number, and only to a message`() throws {
    let store = try MessagingStore()
    let database = store.database
    func holder(_ author: UInt8 = 2, _ channel: String = "c", _ id: String = "m") throws -> [UInt8]? {
      try database.holder(author: Samples.account(author), channel: channel, id: id)
    }
    func add(_ number: Int, author: UInt8 = 2, channel: String = "c", type: String = "MESSAGE", at: Int64) throws {
      _ = try database.write {
        try $0.add(Samples.message(number, author: author, channel: channel, type: type, id: "m", timestamp: at))
      }
    }
    try add(1, type: "EDIT", at: 1)
    #expect(try holder() == nil)
    try add(5, at: 100)
    #expect(try holder() == Samples.jti(5))
    try add(6, at: 100)
    #expect(try holder() == Samples.jti(5), "a later number")
    try add(4, at: 100)
    #expect(try holder() == Samples.jti(4), "an earlier number at the same time")
    try add(9, at: 99)
    #expect(try holder() == Samples.jti(9), "an earlier time")
    try add(1, author: 3, at: 1)
    try add(2, channel: "d", at: 1)
    #expect(try holder() == Samples.jti(9), "other authors and channels have names of their own")
    #expect(try holder(2, "c", "other") == nil)
    try database.close()
  }

  @Test func `a text is kept whole, whatever is in it`() throws {
    let store = try MessagingStore()
    let text = "before \u{0} after \u{feff}\u{10ffff} e\u{301}"
    try store.database.write { writer throws in
      _ = try writer.add(Samples.message(1, channel: text, id: text, notes: [text]))
      try writer.set("name", text)
    }
    let read = try #require(try store.database.latest(limit: 1).first)
    #expect([read.channel, read.id, read.notes[0]].allSatisfy { $0.utf8.elementsEqual(text.utf8) })
    #expect(try store.database.setting("name")?.utf8.elementsEqual(text.utf8) == true)
    #expect(try store.database.holder(author: Samples.account(1), channel: text, id: text) == Samples.jti(1))
    try store.database.close()
  }

  @Test func `names that look alike but have other bytes are two names`() throws {
    let store = try MessagingStore()
    try store.database.write { _ = try $0.add(Samples.message(1, author: 2, id: "\u{e9}")) }
    let author = Samples.account(2)
    #expect(try store.database.holder(author: author, channel: "c", id: "\u{e9}") == Samples.jti(1))
    #expect(try store.database.holder(author: author, channel: "c", id: "e\u{301}") == nil)
    try store.database.close()
  }

  @Test func `a conversation has its peer's or its group's messages only, the newest of them, oldest first`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      for number in 1...30 {
        let peer: UInt8? = [2, 3, nil][number % 3]
        _ = try writer.add(Samples.message(number, peer: peer, channel: number % 2 == 0 ? "even" : "odd"))
      }
    }
    #expect(
      try database.conversation(peer: Samples.id(3)).map(\.number) == stride(from: 1, through: 28, by: 3).map { $0 })
    #expect(try database.conversation(peer: Samples.id(3), limit: 2).map(\.number) == [25, 28])
    #expect(try database.conversation(peer: Samples.id(9)).isEmpty)
    #expect(try database.conversation(channel: "even").map(\.number) == [2, 8, 14, 20, 26])
    #expect(try database.conversation(channel: "odd", limit: 1).map(\.number) == [29])
    #expect(try database.latest(limit: 3).map(\.number) == [28, 29, 30])
    #expect(try database.latest(limit: 0).isEmpty)
    #expect(try database.messages(after: 10, limit: 3).map(\.number) == [11, 12, 13])
    #expect(try database.messages(after: 30, limit: 3).isEmpty)
    try database.close()
  }

  @Test func `posts are found by the start of their id, byte by byte, the newest first`() throws {
    let store = try MessagingStore()
    let ids = ["ab1", "AB2", "ab3", "a%4", "b"]
    try store.database.write { writer throws in
      for (number, id) in ids.enumerated() { _ = try writer.add(Samples.message(number + 1, id: id)) }
      _ = try writer.add(Samples.message(9, type: "EDIT", id: "ab9"))
    }
    #expect(try store.database.posts(idPrefix: "ab", limit: 9).map(\.id) == ["ab3", "ab1"])
    #expect(try store.database.posts(idPrefix: "ab", limit: 1).map(\.id) == ["ab3"])
    #expect(try store.database.posts(idPrefix: "a%", limit: 9).map(\.id) == ["a%4"])
    #expect(try store.database.posts(idPrefix: "ab1234", limit: 9).isEmpty)
    try store.database.close()
  }

  @Test func `a page has as many messages as it may, whatever of them is damaged`() throws {
    let store = try MessagingStore()
    let database = store.database
    try database.write { writer throws in
      for number in 1...20 { _ = try writer.add(Samples.message(number)) }
      try writer.database.execute(sql: "DROP TRIGGER message_is_never_changed")
      try writer.database.execute(sql: "UPDATE message SET isOwn = 7 WHERE number BETWEEN 3 AND 9")
    }
    #expect(try database.messages(after: 0, limit: 5).map(\.number) == [1, 2, 10, 11, 12])
    #expect(try database.latest(limit: 12).map(\.number) == [2] + Array(10...20))
    #expect(try database.quarantine().count == 7)
    try database.close()
  }

  @Test(arguments: [
    "DELETE FROM message", "UPDATE message SET content = ''", "REPLACE INTO message SELECT * FROM message",
  ])
  func `a message cannot be deleted, changed or replaced, not even by our own code`(sql: String) throws {
    let store = try MessagingStore()
    try store.database.write { _ = try $0.add(Samples.message(1)) }
    #expect(throws: StoreError(.databaseFailed, "")) {
      try store.database.write { try $0.database.execute(sql: sql) }
    }
    #expect(try store.database.messages(after: 0, limit: 2).map(numberless) == [Samples.message(1)])
    try store.database.close()
  }

  @Test func `the read mark only goes forward`() throws {
    let store = try MessagingStore()
    #expect(try store.database.readMark() == 0)
    for number in [5, 3, 9, 0] as [Int64] { try store.database.write { try $0.markRead(upTo: number) } }
    #expect(try store.reopened { try $0.readMark() } == 9)
  }

  @Test func `of too many or too long findings the first are kept, cut between letters`() throws {
    let store = try MessagingStore()
    let notes = ["x" + String(repeating: "ü", count: 600)] + (1..<100).map { "note \($0)" }
    try store.database.write { _ = try $0.add(Samples.message(1, notes: notes)) }
    let read = try #require(try store.database.latest(limit: 1).first?.notes)
    #expect(read.count == 64 && read[0] == "x" + String(repeating: "ü", count: 499) && read[63] == "note 63")
    try store.database.close()
  }

  private func numberless(_ message: StoredMessage) -> StoredMessage {
    StoredMessage(
      author: message.author, authorID: message.authorID, channel: message.channel, peer: message.peer,
      type: message.type, id: message.id, content: message.content, timestamp: message.timestamp, jti: message.jti,
      receivedAt: message.receivedAt, hash: message.hash, isOwn: message.isOwn, notes: message.notes,
      revocationAge: message.revocationAge)
  }
}
