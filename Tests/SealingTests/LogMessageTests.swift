import GnuTLS
import Identity
import JOSE
import Platform
import Testing

@testable import Sealing

@Suite("Statements on their way")
struct LogMessageTests {
  private static let now = TestSender.now

  /// Genesis of an imported account, and revocations on top of it.
  private static func log(revocations count: Int = 2) throws -> AccountLog {
    let key = TestKeys.account
    let account = AccountFingerprint(of: key.publicKey)
    let genesis = try GenesisMaker.derive(account: key)
    var log = AccountLog(account: account, genesis: genesis.id)
    #expect(log.receive([genesis], keys: [key.publicKey.spki], checker: StatementSignatures(), now: now) == [])
    for index in 0..<count {
      let revoked = try RevokedDevice(
        device: DeviceID(of: TestKeys.signing.publicKey), keys: [KeyID(ofSPKI: [UInt8(index)])], reason: .lost)
      let entry = try StatementMaker(log: log, author: .account, account: key).make(.deviceRevoked(revoked))
      #expect(log.receive([entry], checker: StatementSignatures(), now: now) == [])
    }
    return log
  }

  private static func pack(_ log: AccountLog) -> [LogMessage] {
    LogMessage.pack(log, log.entries(beyond: [])) { log.keys(of: $0) }
  }

  @Test func `a log is read as it was written, and brings the same state`() throws {
    let log = try Self.log()
    let messages = Self.pack(log)
    #expect(messages.count == 1 && messages[0].entries.count == 3)
    #expect(messages[0].keys == [TestKeys.account.publicKey.spki])
    let read = try #require(LogMessage(content: messages[0].content))
    #expect(read == messages[0])
    var other = AccountLog(account: read.account, genesis: read.genesis)
    #expect(other.receive(read.entries, keys: read.keys, checker: StatementSignatures(), now: Self.now) == [])
    #expect(other.state(at: Self.now) == log.state(at: Self.now))
  }

  @Test func `a long log takes several messages, each small enough and complete by itself`() throws {
    let log = try Self.log(revocations: 5)
    let entries = log.entries(beyond: [])
    // The same ones many times over: it is about room.
    let many = (0..<60).flatMap { _ in entries }
    let messages = LogMessage.pack(log, many) { log.keys(of: $0) }
    #expect(messages.count > 1 && messages.reduce(0) { $0 + $1.entries.count } == many.count)
    for message in messages {
      #expect(message.content.utf8.count <= SealingLimits.content && message.keys.count == 1)
      #expect(LogMessage(content: message.content) == message)
    }
  }

  @Test func `who knows some heads gets what is beyond them`() throws {
    let log = try Self.log(revocations: 3)
    let order = log.ordered.map(\.statement.id)
    for index in order.indices {
      #expect(log.entries(beyond: [order[index]]).map(\.id) == Array(order[(index + 1)...]))
    }
    #expect(log.entries(beyond: []).map(\.id) == order)
  }

  @Test func `what is cut off, of another version or not in canonical form is no message`() throws {
    let content = Self.pack(try Self.log())[0].content
    #expect(LogMessage(content: content) != nil)
    for count in stride(from: 0, to: content.utf8.count - 1, by: 97) {
      #expect(LogMessage(content: String(decoding: Array(content.utf8.prefix(count)), as: UTF8.self)) == nil)
    }
    for (old, new) in [
      ("\"version\":1", "\"version\":2"), ("\"entries\":[\"", "\"entries\":[\"AAAA"), ("\"keys\"", "\"kees\""),
    ] {
      let parts = content.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
      try #require(parts.count == 2)
      #expect(LogMessage(content: parts.joined(separator: new)) == nil)
    }
  }

  // What goes along to own devices.

  private static func news() throws -> DeviceNews {
    let id = DeviceID(of: TestKeys.signing.publicKey)
    let rehearsals = [1: UnixTime(seconds: 5), 3: UnixTime(seconds: 9)]
    return DeviceNews(
      chain: [[7], [8, 9]], certificates: [[1, 2, 3], [4]],
      notes: [
        try DeviceNote(id: id, name: "Téléphone \"1\"", platform: nil),
        try DeviceNote(id: id, name: "laptop", platform: "Linux x86_64"),
      ],
      kit: KitNote(
        record: "{\"version\":1}", recoveryKey: KeyID(ofSPKI: [1]), madeAt: now, isRehearsed: true,
        rehearsals: rehearsals))
  }

  @Test func `what the devices tell each other is read as it was written, and a log without it has none`() throws {
    let log = try Self.log()
    let news = try Self.news()
    let messages = LogMessage.pack(log, news: news)
    #expect(messages.count == 1 && messages[0].news == news && messages[0].entries.isEmpty)
    #expect(LogMessage(content: messages[0].content) == messages[0])
    #expect(try #require(LogMessage(content: Self.pack(log)[0].content)).news.isEmpty)
    #expect(LogMessage.pack(log, news: DeviceNews()).isEmpty)
  }

  @Test func `many certificates and names take several messages, each small enough`() throws {
    let log = try Self.log()
    var news = try Self.news()
    news.certificates = (0..<300).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 1500 + $0) }
    news.notes = try (0..<600).map {
      try DeviceNote(
        id: DeviceID(KeyID(ofSPKI: [UInt8($0 & 255), UInt8($0 >> 8)])), name: String(repeating: "\"", count: 256),
        platform: String(repeating: "\\", count: 256))
    }
    let messages = LogMessage.pack(log, news: news)
    #expect(messages.flatMap(\.news.certificates) == news.certificates && messages.flatMap(\.news.notes) == news.notes)
    #expect(messages.compactMap(\.news.kit) == [news.kit])
    for message in messages {
      #expect(message.content.utf8.count <= SealingLimits.content)
      #expect(LogMessage(content: message.content) == message)
    }
  }

  @Test(arguments: [
    ("\"certificates\":[\"AQID\",\"BA\"]", "\"certificates\":\"AQID\""),
    ("\"certificates\":[\"AQID\",\"BA\"]", "\"certificates\":[1]"),
    ("\"certificates\":[\"AQID\",\"BA\"]", "\"certificates\":[\"\"]"),
    ("\"certificates\":[\"AQID\",\"BA\"]", "\"certificates\":[\"A+==\"]"),
    ("\"name\":\"laptop\"", "\"name\":\"\""),
    ("\"name\":\"laptop\"", "\"name\":\"a\\u0007b\""),
    ("\"name\":\"laptop\"", "\"name\":7"),
    ("\"platform\":\"Linux x86_64\"", "\"platform\":null"),
    ("\"rehearsed\":true", "\"rehearsed\":1"),
    ("\"shares\":[1,3]", "\"shares\":[3,1]"),
    ("\"shares\":[1,3]", "\"shares\":[0,1]"),
    ("\"shares\":[1,3]", "\"shares\":[1,17]"),
    ("\"shares\":[1,3]", "\"shares\":[1]"),
  ])
  func `news of any other form make the whole message none`(_ good: String, _ bad: String) throws {
    let content = LogMessage.pack(try Self.log(), news: try Self.news())[0].content
    #expect(LogMessage(content: content) != nil)
    let parts = content.split(separator: good, omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    #expect(LogMessage(content: parts.joined(separator: bad)) == nil)
  }
}
