import AccountArchive
import Files
import FoundationEssentials
import GRDB
import GnuTLS
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite("The account's database")
struct AccountDatabaseTests {
  private func damage(_ database: AccountDatabase, _ sql: String) throws {
    try database.write { try $0.database.execute(sql: sql) }
  }

  @Test("What is written is read again after closing and opening")
  func roundTrip() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let contacts = store.contacts(20)
    var revocations = RevocationSet(
      account: new.account.fingerprint, highestNumber: RevocationNumber(octets: [5]), latestUpdate: TestStore.now)
    revocations.revoke(new.device.chain[0], at: TestStore.now)
    let first = try folder.database()
    try first.write { writer in
      try writer.save(contacts)
      try writer.add(revocations)
      try writer.append(
        AccountEvent(at: TestStore.now, kind: .backupMade, text: "a backup", details: ["path": "/tmp/ü.gz"]))
    }
    try first.close()
    let second = try folder.database()
    let read = try second.contacts()
    #expect(read.count == 20 && zip(read, contacts).allSatisfy { ContactMerge.areEqual($0, $1) })
    #expect(try second.revocations(of: new.account.fingerprint) == revocations)
    #expect(try second.events().map(\.details).last == ["path": "/tmp/ü.gz"])
    #expect(try second.events(after: 1).map(\.kind) == [.backupMade])
    #expect(try second.inspect() == [])
    try second.close()
  }

  @Test("Saving a contact or a device again replaces its record")
  func replacing() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let database = try folder.database()
    var contact = store.contacts(1)[0]
    try database.write { try $0.save([contact]) }
    contact.removed = 99
    var device = new.device.device
    device.name = "renamed"
    try database.write { writer in
      try writer.save([contact])
      try writer.save(device)
    }
    #expect(try database.contacts().map(\.removed) == [99])
    #expect(try database.device(device.id).name == "renamed")
    #expect(throws: StoreError(.deviceNotFound, "")) {
      try database.device(DeviceID(of: TestKeys.laptop.publicKey))
    }
    try database.close()
  }

  @Test(
    "A corrupt contact loses only itself: the others load, it is kept byte for byte and named",
    arguments: [
      "contactId = 'not an id'", "contactId = x'ff00'", "added = 'yesterday'", "removed = 1.5", "confirmed = 7",
      "banned = x'01'", "conversationId = CAST(x'c328' AS TEXT)", "removedMs = 'x'",
    ])
  func corruptContact(change: String) throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let database = try folder.database()
    try database.write { try $0.save(store.contacts(9)) }
    try damage(database, "UPDATE contact SET \(change) WHERE rowid = 4")
    let read = try database.contacts()
    #expect(read.count == 8)
    #expect(!read.contains { $0.conversationID == "conversation3" })
    let quarantined = try database.quarantine()
    #expect(quarantined.map(\.source) == ["contact"])
    let content = String(decoding: try #require(quarantined.first).content, as: UTF8.self)
    if change.contains("conversationId") {
      #expect(content.contains("{\"hex\":\"C328\",\"name\":\"conversationId\",\"type\":\"text\"}"))
    }
    _ = try database.contacts()
    #expect(try database.quarantine().count == 1, "the same damage is kept once")
    let finding = try #require(try database.inspect().first)
    #expect(finding.code == .recordUnreadable && finding.subject.hasPrefix("contact"))
    try database.close()
  }

  @Test("Saving over a damaged record keeps its bytes first")
  func overwriting() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let database = try folder.database()
    let contact = store.contacts(1)[0]
    try database.write { try $0.save([contact]) }
    try damage(database, "UPDATE contact SET added = 'x'")
    try database.write { try $0.save([contact]) }
    #expect(try database.contacts().count == 1)
    #expect(try database.quarantine().map(\.reason) == ["added is no integer"])
    try database.close()
  }

  @Test("Damage that is met by a read in the middle of a write is kept too, and the write goes through")
  func readingInsideAWrite() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let database = try folder.database()
    try database.write { try $0.save(store.contacts(3)) }
    try damage(database, "UPDATE contact SET added = 'x' WHERE rowid = 1")
    try database.write { writer in
      #expect(try database.contacts().count == 2)
      try writer.save(store.contacts(5).suffix(2))
    }
    #expect(try database.contacts().count == 4)
    #expect(try database.quarantine().count == 1)
    try database.close()
  }

  @Test("A damaged device, event or revocation loses only itself; a damaged account record is an error that names it")
  func otherRecords() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let database = try folder.database()
    var revocations = RevocationSet(account: new.account.fingerprint)
    revocations.revoke(new.device.chain[0], at: TestStore.now)
    try database.write { try $0.add(revocations) }
    try damage(
      database, "INSERT INTO device SELECT 'x', name, role, state, createdAt, enrolment, x'00', NULL FROM device")
    try damage(database, "INSERT INTO revocation VALUES ('key', x'0102', 5), ('what', x'01', 5)")
    try damage(database, "INSERT INTO event (at, kind, text, details) VALUES (1, 'a', 'b', 'no json')")
    #expect(try database.devices().count == 1)
    #expect(try database.revocations(of: new.account.fingerprint) == revocations)
    #expect(try database.events().count == 1)
    #expect(Set(try database.quarantine().map(\.source)) == ["device", "revocation", "event"])
    try damage(database, "UPDATE account SET certificate = x'3000'")
    #expect(throws: StoreError(.accountDamaged, "")) { try database.account() }
    #expect(try database.inspect().contains { $0.subject.hasPrefix("account") })
    try database.close()
  }

  @Test(
    "Revocations, events and quarantined records cannot be deleted, changed or replaced, not even by our own code",
    arguments: ["revocation", "event", "quarantine"])
  func growOnly(table: String) throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let database = try folder.database()
    var revocations = RevocationSet(account: new.account.fingerprint)
    revocations.revoke(new.device.chain[0], at: TestStore.now)
    try database.write { try $0.add(revocations) }
    try damage(database, "INSERT INTO event (at, kind, text, details) VALUES (1, 'a', 'b', 'no json')")
    _ = try database.events()
    let column = ["revocation": "at", "event": "at", "quarantine": "reason"][table] ?? ""
    for sql in [
      "DELETE FROM \(table)", "UPDATE \(table) SET \(column) = 0", "REPLACE INTO \(table) SELECT * FROM \(table)",
    ] {
      #expect(throws: StoreError(.databaseFailed, "")) { try damage(database, sql) }
    }
    #expect(try database.revocations(of: new.account.fingerprint) == revocations)
    try database.close()
  }

  @Test("A revocation that comes again with an earlier date counts from the earlier one")
  func earlierDate() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let database = try folder.database()
    for time in [500, 300, 400] as [Int64] {
      var set = RevocationSet(account: new.account.fingerprint)
      set.revoke(new.device.chain[0], at: UnixTime(seconds: time))
      try database.write { try $0.add(set) }
    }
    let set = try database.revocations(of: new.account.fingerprint)
    #expect(set.keys.values.map(\.seconds) == [300])
    #expect(set.serials.values.map(\.seconds) == [300])
    try database.close()
  }

  @Test("A transaction that fails in the middle leaves nothing of itself")
  func rollback() throws {
    struct Stop: Error {}
    let store = try TestStore()
    let (_, folder) = try store.account()
    let database = try folder.database()
    #expect(throws: Stop.self) {
      try database.write { writer in
        try writer.save(store.contacts(5))
        throw Stop()
      }
    }
    #expect(try database.contacts().isEmpty)
    try database.close()
  }

  @Test("A second process may write at the same time: neither loses anything")
  func twoConnections() async throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let one = try folder.database()
    let two = try folder.database()
    let contacts = store.contacts(40)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (database, half) in [(one, contacts.prefix(20)), (two, contacts.suffix(20))] {
        group.addTask { for contact in half { try database.write { try $0.save([contact]) } } }
      }
      try await group.waitForAll()
    }
    #expect(try one.contacts().count == 40)
    try one.close()
    try two.close()
  }
}
