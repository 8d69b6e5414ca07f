import AccountStore
import Identity
import Platform

/// Records for the tests, each told apart by a number.
enum MessagingSamples {
  static let now = TestStore.now

  static func id(_ number: UInt8) -> JamiID { bytes(number, 20, JamiID.init(bytes:)) }
  static func account(_ number: UInt8) -> AccountFingerprint { bytes(number, 32, AccountFingerprint.init(bytes:)) }

  private static func bytes<Value>(_ number: UInt8, _ count: Int, _ make: ([UInt8]) -> Value?) -> Value {
    guard let value = make([UInt8](repeating: number, count: count)) else { preconditionFailure("the wrong length") }
    return value
  }

  static func jti(_ number: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: 8) + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
  }

  static func peer(_ number: UInt8) -> StoredPeer {
    StoredPeer(
      id: id(number), name: "peer \(number) ü", accountKey: [1, 2, number], pin: account(number),
      genesis: [UInt8](repeating: 3, count: 32), otherGenesis: [UInt8](repeating: 4, count: 32), isInvited: true,
      receiveKey: "cmVjZWl2ZQ==", generation: 7, relays: ["http://a.example:80", "https://[2001:db8::1]:443"],
      cardIssued: 1_795_219_200_123, cardPacket: Array("{}".utf8), cardSeenAt: now, cardTriedAt: now.adding(seconds: 1),
      verifiedAt: now.adding(seconds: 2), certificates: [[0x30, 0x00], [0x30, 0x01, 0xff]],
      createdAt: now.adding(seconds: -5))
  }

  static func channel(_ name: String) -> StoredChannel {
    StoredChannel(
      id: name, name: "the \(name) / group \"ü\"", owner: account(1), ownerID: id(1),
      members: [.init(id: id(1), account: account(1)), .init(id: id(2), account: account(2))],
      nonce: jti(6), version: 1_795_219_200_999, number: jti(5))
  }

  static func message(
    _ number: Int, author: UInt8 = 1, peer: UInt8? = 2, channel: String = "c", type: String = "MESSAGE",
    id: String? = nil, timestamp: Int64? = nil, notes: [String] = ["a note"]
  ) -> StoredMessage {
    StoredMessage(
      author: account(author), authorID: self.id(author), channel: channel, peer: peer.map { self.id($0) }, type: type,
      id: id ?? "id\(number)", content: "text \(number) ü", timestamp: timestamp ?? Int64(number), jti: jti(number),
      receivedAt: now, hash: "hash\(number)", isOwn: author == 1, notes: notes, revocationAge: 3_600)
  }

  static func held(_ number: Int, author: UInt8 = 2, until: Int64 = 60) -> HeldPacket {
    HeldPacket(
      hash: "held\(number)", packet: [1, 2, 3], until: now.adding(seconds: until), author: account(author),
      receivedAt: now)
  }

  static func entry(
    _ number: Int, jti: [UInt8]? = nil, notBefore: Int64 = 0, state: OutboxEntry.State = .queued
  ) -> OutboxEntry {
    OutboxEntry(
      packetHash: "hash\(number)", packet: Array("{\"n\":\(number)}".utf8), recipient: "cmVjZWl2ZQ==", to: id(2),
      kind: .message, jti: jti, createdAt: now, notBefore: now.adding(seconds: notBefore), state: state,
      expiresAt: now.adding(seconds: 7 * 86_400))
  }

  static func draft(_ number: Int, to peer: UInt8 = 2) -> StoredDraft {
    StoredDraft(
      number: Int64(number), to: id(peer), channel: "c", peer: number % 2 == 0 ? nil : id(peer), type: "MESSAGE",
      id: "id\(number)", content: "text \(number) \u{0} ü", timestamp: 5, createdAt: now)
  }

  static func relay(_ number: Int, origin: StoredRelay.Origin = .user) -> StoredRelay {
    StoredRelay(
      url: "http://relay\(number).example:8080", origin: origin, addedAt: now, successes: 5, failures: 2, losses: 1,
      score: 0.75, scoredAt: now, load: 0.25, lastTriedAt: now, lastAnsweredAt: now.adding(seconds: -9),
      failingSince: now.adding(seconds: -1), learnedFrom: "http://other.example:80", capabilities: ["wait", "cursor"],
      lastError: "it said no")
  }
}

/// A database of a test's own, without an account: making one takes signatures.
struct MessagingStore {
  let database: AccountDatabase
  private let store: TestStore

  init() throws {
    store = try TestStore()
    database = try AccountDatabase.create(store.data.path + "/account.sqlite")
  }

  /// What the database says after it was closed and opened again.
  func reopened<Result>(_ body: (AccountDatabase) throws -> Result) throws -> Result {
    try database.close()
    let again = try AccountDatabase.open(database.path)
    let result = try body(again)
    try again.close()
    return result
  }
}
