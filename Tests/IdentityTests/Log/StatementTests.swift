import Identity
import Platform
import Testing

@Suite("Log: statements")
struct StatementTests {
  /// One of each kind.
  static func all(_ world: LogWorld) throws -> [SignedStatement] {
    let marks = [RevokedDevice.OperationMark(author: world.phone.device.id, number: 7)]
    let revoked = try RevokedDevice(
      device: world.thief.id, keys: world.thief.keyIDs, reason: .lost, lastAccepted: world.genesis.id, operations: marks
    )
    let change = try ReceiveKeyChange(
      generation: 3, receive: FakeKey("receive").id, sync: FakeKey("sync").id,
      recipients: [world.phone.id, world.laptop.id])
    return [
      world.genesis,
      try world.approval(of: world.laptop, by: world.phone),
      try world.ownAddition(world.tablet, method: .jamiPin),
      try world.said(.deviceRevoked(revoked), by: world.phone),
      try world.said(.receiveKey(change), by: world.phone),
      try world.succession(to: FakeKey("new account"), rank: .oldNewAndRecovery, by: world.phone),
      try world.said(.recoveryKey(world.recoveryKey.id), by: world.phone),
      try world.recoverys(.objection(world.genesis.id)),
      try world.recoverys(.countersignature(world.genesis.id)),
      try world.said(.unknown(kind: 200, payload: [1, 2, 3]), by: world.phone),
    ]
  }

  @Test func `each kind of statement is read as it was written, and its hash is of the content alone`() throws {
    for entry in try Self.all(LogWorld.settled()) {
      let read = try SignedStatement(bytes: entry.bytes)
      #expect(read == entry && read.statement.content == entry.statement.content)
      #expect(try Statement(bytes: entry.statement.bytes).id == entry.id)
      // R3
      let other = try SignedStatement(entry.statement, signatures: [FakeKey("x").sign(entry.statement, as: .device)])
      #expect(other.id == entry.id && other.bytes != entry.bytes)
    }
  }

  @Test func `an entry that is cut off anywhere, or has a byte more, is refused`() throws {
    for entry in try Self.all(LogWorld.settled()) {
      for count in 0..<entry.bytes.count {
        #expect(throws: IdentityError(.statementMalformed, "")) {
          try SignedStatement(bytes: Array(entry.bytes.prefix(count)))
        }
      }
      #expect(throws: IdentityError(.statementMalformed, "")) { try SignedStatement(bytes: entry.bytes + [0]) }
    }
  }

  @Test func `an entry with one byte changed is refused, or is another entry`() throws {
    var generator = SeededGenerator(seed: 4)
    for entry in try Self.all(LogWorld.settled()) {
      for at in entry.bytes.indices {
        var bytes = entry.bytes
        bytes[at] ^= UInt8.random(in: 1...255, using: &generator)
        do {
          let read = try SignedStatement(bytes: bytes)
          #expect(read.bytes == bytes && read != entry)
        } catch {
          #expect(error.kind == .statementMalformed)
        }
      }
    }
  }

  @Test func `random bytes are refused`() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      #expect(throws: IdentityError.self) { try SignedStatement(bytes: bytes) }
      #expect(throws: IdentityError.self) { try Statement(bytes: StatementTests.head + bytes) }
    }
  }

  private static let head = Array("SIGNETLOG1".utf8) + [3, 0]

  @Test func `heads that are not ascending, twice there or too many are refused`() throws {
    let world = try LogWorld.settled()
    let heads = (0..<3).map { FakeKey("head \($0)").id }.compactMap { StatementHash(bytes: $0.bytes) }.sorted()
    let good = try world.statement(world.revoked(world.thief), by: nil, signed: [.account], heads: heads).statement
    // Behind magic, kind, author, account, number and predecessor there is the count of the heads, two bytes.
    let at = 10 + 1 + 1 + 32 + 8 + 1 + 2
    var swapped = good.bytes
    swapped.replaceSubrange(at..<at + 64, with: heads[1].bytes + heads[0].bytes)
    var doubled = good.bytes
    doubled.replaceSubrange(at..<at + 64, with: heads[0].bytes + heads[0].bytes)
    #expect(throws: IdentityError(.statementMalformed, "")) { try Statement(bytes: swapped) }
    #expect(throws: IdentityError(.statementMalformed, "")) { try Statement(bytes: doubled) }
    let many = (0...LogLimits.heads).compactMap { StatementHash(bytes: FakeKey("\($0)").id.bytes) }
    #expect(throws: IdentityError(.statementMalformed, "")) {
      try world.statement(world.revoked(world.thief), by: nil, signed: [.account], heads: many)
    }
  }

  @Test func `what does not fit together cannot be made`() throws {
    let world = try LogWorld.settled()
    let author = StatementAuthor.device(world.phone.id)
    let head = [world.genesis.id]
    func make(
      _ author: StatementAuthor, _ number: UInt64, _ before: StatementHash?, _ heads: [StatementHash],
      _ content: StatementContent
    ) throws {
      _ = try Statement(
        account: world.account, author: author, number: number, predecessor: before, heads: heads, content: content)
    }
    let key = StatementContent.recoveryKey(world.recoveryKey.id)
    #expect(throws: IdentityError.self) { try make(author, 0, nil, head, key) }
    #expect(throws: IdentityError.self) { try make(author, 2, nil, head, key) }
    #expect(throws: IdentityError.self) { try make(author, 1, world.genesis.id, head, key) }
    #expect(throws: IdentityError.self) { try make(.account, 1, nil, head, key) }
    #expect(throws: IdentityError.self) { try make(author, 1, nil, [], key) }
    #expect(throws: IdentityError.self) { try make(author, 1, nil, head, .genesis(.imported)) }
    #expect(throws: IdentityError.self) { try make(.account, 0, nil, head, .genesis(.imported)) }
    #expect(throws: IdentityError.self) { try make(author, 1, nil, head, .unknown(kind: 3, payload: [])) }
    let phone = world.phone
    #expect(throws: IdentityError.self) {
      try DeviceKeys(device: phone.id, signing: phone.signing.id, wrap: phone.signing.id)
    }
    #expect(throws: IdentityError.self) { try AddedDevice(keys: phone.keys(), role: .full, method: .approved) }
    #expect(throws: IdentityError.self) {
      try AddedDevice(keys: phone.keys(), role: .full, method: .archive, approver: phone.id)
    }
    try make(author, 1, nil, head, key)
  }

  @Test func `the error tells what is wrong in one text`() throws {
    do {
      _ = try Statement(bytes: [1])
    } catch {
      #expect(
        error.description
          == "statementMalformed: this is no statement of an account's log: it is cut off, or has what no statement has"
      )
    }
  }

  @Test func `a statement of an unknown kind is kept, holds its number, and does nothing`() throws {
    var world = try LogWorld.settled()
    let before = world.state
    let unknown = try world.said(.unknown(kind: 77, payload: [9]), by: world.phone)
    try world.take(unknown)
    #expect(world.failures(of: unknown) == [.kindKnown])
    #expect(world.state.devices == before.devices && world.state.heads == [unknown.id])
    let next = try world.revocation(of: world.tablet, by: world.phone)
    #expect(next.statement.number == unknown.statement.number + 1)
    try world.take(next)
    #expect(world.standing(world.tablet) == .revoked && world.failures(of: next) == [])
  }

  @Test func `the genesis of an imported account follows from its account key alone`() throws {
    let one = try Statement.importedGenesis(of: LogWorld.fingerprint(FakeKey("account")))
    let two = try LogWorld.imported().genesis.statement
    #expect(one == two && one.bytes == two.bytes)
    #expect(try Statement.importedGenesis(of: LogWorld.fingerprint(FakeKey("new account"))) != one)
  }
}
