import FoundationEssentials
import GRDB
import GnuTLS
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite("Logs in the database")
struct LogStoreTests {
  private static let now = TestStore.now
  private static let checker = StatementSignatures()

  private static func recovery() throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 2, count: 32)))
  }

  private static func phone() throws -> DeviceKeys {
    try DeviceKeys(
      device: DeviceID(of: TestKeys.phone.publicKey), signing: KeyID(ofSPKI: TestKeys.laptop.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.otherAccount.publicKey.spki))
  }

  /// Genesis, and one receive key.
  private static func log() throws -> AccountLog {
    let genesis = try GenesisMaker.found(account: TestKeys.account, recovery: recovery(), device: phone())
    var log = AccountLog(account: AccountFingerprint(of: TestKeys.account.publicKey), genesis: genesis.id)
    let spkis = [TestKeys.account.publicKey.spki, try recovery().publicKey.spki]
    #expect(log.receive([genesis], keys: spkis, checker: checker, now: now) == [])
    try say(
      .receiveKey(
        ReceiveKeyChange(generation: 1, receive: KeyID(ofSPKI: [1]), sync: nil, recipients: [phone().device])), &log)
    return log
  }

  private static func say(_ content: StatementContent, _ log: inout AccountLog, at time: UnixTime = now) throws {
    let maker = StatementMaker(
      log: log, author: .device(try phone().device, TestKeys.laptop, .pss), account: TestKeys.account)
    let entry = try maker.make(content)
    #expect(log.receive([entry], keys: maker.keys, checker: checker, now: time) == [])
  }

  private static func revocation() throws -> StatementContent {
    .deviceRevoked(try RevokedDevice(device: phone().device, keys: phone().all, reason: .lost))
  }

  private static func withDatabase(_ body: (AccountDatabase) throws -> Void) throws {
    let store = try TestStore()
    let database = try store.account().folder.database()
    try body(database)
    try database.close()
  }

  @Test func `a log comes back as it was saved, with keys, sights and what waits, and grows by what is new`() throws {
    try Self.withDatabase { database in
      #expect(try database.ownLog() == nil && database.loggedAccounts() == [])
      var log = try Self.log()
      try database.write { try $0.save(log, isOwn: true, now: Self.now) }
      #expect(try database.ownLog() == log)
      // A stranger's entry, whose key nobody knows.
      let statement = try Statement(
        account: log.account, author: .device(DeviceID(of: TestKeys.authority.publicKey)), number: 1, heads: log.heads,
        content: .objection(log.genesis))
      let stranger = try SignedStatement(
        statement, signatures: [TestKeys.authority.sign(statement, as: .device)])
      #expect(log.receive([stranger], checker: Self.checker, now: Self.now).map(\.policies) == [[.signerKnown]])
      try Self.say(.objection(log.genesis), &log, at: Self.now.adding(seconds: 60))
      try database.write { try $0.save(log, now: Self.now) }
      let loaded = try #require(try database.ownLog())
      #expect(loaded == log && loaded.waiting == [stranger])
      #expect(try database.log(of: log.account)?.state(at: Self.now) == log.state(at: Self.now))
      #expect(try database.loggedAccounts() == [log.account])
      let rows = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM logEntry") }
      #expect(rows == 3)
      #expect(try database.inspect() == [])
    }
  }

  @Test func `the keys that the own log revokes are the account's revocations, others' are the contact's`() throws {
    try Self.withDatabase { database in
      var log = try Self.log()
      try Self.say(Self.revocation(), &log)
      let ids = try Self.phone().all.map { DeviceID($0) }
      try database.write { try $0.save(log, now: Self.now) }
      let before = try database.revocations(of: log.account)
      #expect(ids.allSatisfy { !before.revokes(key: $0) })
      let others = try database.loggedRevocations(of: log.account)
      #expect(ids.allSatisfy { others.keys[$0] == Self.now })
      try database.write { try $0.save(log, isOwn: true, now: Self.now.adding(seconds: 5)) }
      let after = try database.revocations(of: log.account)
      #expect(ids.allSatisfy { after.keys[$0] == Self.now.adding(seconds: 5) })
    }
  }

  @Test func `a log that lacks what is saved takes nothing away, and revokes nobody less`() throws {
    try Self.withDatabase { database in
      let old = try Self.log()
      var new = old
      try Self.say(Self.revocation(), &new)
      try database.write { try $0.save(new, isOwn: true, now: Self.now) }
      try database.write { try $0.save(old, isOwn: true, now: Self.now) }
      #expect(try database.ownLog() == new)
      #expect(try database.revocations(of: old.account).revokes(key: Self.phone().device))
    }
  }

  @Test func `a row with one byte changed is not read, its bytes are kept, and the others load`() throws {
    try Self.withDatabase { database in
      let log = try Self.log()
      try database.write { writer throws in
        try writer.save(log, isOwn: true, now: Self.now)
        // As a failing disk would.
        try writer.database.execute(sql: "DROP TRIGGER logEntry_is_never_changed")
        let id = log.heads[0].text
        let entry = try #require(
          try Data.fetchOne(writer.database, sql: "SELECT entry FROM logEntry WHERE statement = ?", arguments: [id]))
        var bytes = Array(entry)
        bytes[bytes.count - 3] ^= 1
        try writer.database.execute(
          sql: "UPDATE logEntry SET entry = ? WHERE statement = ?", arguments: [Data(bytes), id])
      }
      let loaded = try #require(try database.ownLog())
      #expect(Array(loaded.entries.keys) == [log.genesis])
      #expect(try database.quarantine().map(\.reason) == ["digest is not that of the entry"])
      // It comes back with the next copy that arrives.
      try database.write { try $0.save(log, now: Self.now) }
      #expect(try database.ownLog()?.entries.count == 1)
      var again = loaded
      #expect(
        again.receive(
          log.entries.values.map(\.signed), checker: Self.checker, now: Self.now.adding(seconds: 1)) == [])
      try database.write { try $0.save(again, now: Self.now) }
      #expect(try database.ownLog() == again)
    }
  }

  @Test(arguments: ["accountLog", "logKey", "logEntry", "logRevocation"])
  func `what is kept of a log is never deleted and never changed`(_ table: String) throws {
    try Self.withDatabase { database in
      var log = try Self.log()
      try Self.say(Self.revocation(), &log)
      try database.write { try $0.save(log, now: Self.now) }
      for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET account = 'x'"] {
        #expect(throws: (any Error).self) { try database.write { try $0.database.execute(sql: sql) } }
      }
      #expect(try database.log(of: log.account) == log)
    }
  }
}
