import Files
import GRDB
import Glibc
import GnuTLS
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite struct KeyDestructionTests {
  private static let event = AccountEvent(at: TestStore.now, kind: .ownKeysDestroyed, text: "they are gone")

  /// An account whose database has seen keys come, change, retire and be damaged; and what none of its files may have
  /// in it afterwards.
  private struct Stage {
    let store: TestStore
    let folder: AccountFolder
    let database: AccountDatabase
    var secrets: [[UInt8]] = []

    init() throws {
      store = try TestStore()
      let (new, folder) = try store.account()
      self.folder = folder
      let vault = KeyVault(dataKey: try store.data.dataKey(), account: new.account.id)
      let database = try folder.database()
      self.database = database
      var keys: [StoredKey] = []
      for generation in 1...3 {
        var receive = try vault.seal(
          TestKeys.laptop, purpose: .receive, generation: generation, createdAt: TestStore.now)
        if generation < 3 { receive.retiredAt = TestStore.now }
        keys.append(receive)
      }
      keys.append(
        try vault.seal(
          TestKeys.phone, purpose: .signing, generation: 1, certificate: new.device.chain[0],
          createdAt: TestStore.now))
      keys.append(try vault.seal(TestKeys.account, purpose: .wrap, generation: 1, createdAt: TestStore.now))
      // The same one once more: another sealing of it was on the pages before.
      let again = try vault.seal(TestKeys.laptop, purpose: .receive, generation: 3, createdAt: TestStore.now)
      for key in keys + [again] {
        try database.write { try $0.save(key) }
        secrets += Self.pieces(key.sealed)
      }
      // One is damaged, and its bytes are in quarantine.
      try database.write {
        try $0.database.execute(sql: "UPDATE accountKey SET keyId = 'x' WHERE generation = 1 AND purpose = 'wrap'")
      }
      #expect(try database.keys().count == keys.count - 1)
      #expect(try database.quarantine().count == 1)
      secrets += Self.pieces(Array(Hex.text(of: keys[4].sealed).utf8))
      secrets += Self.pieces(Array(Hex.text(of: keys[4].sealed).uppercased().utf8))
      for file in [AccountFolder.File.device, .archive] {
        secrets += Self.pieces(try FileReader.read(folder.path(of: file), limit: 1 << 20))
      }
      // What an operation left that could not be cleared up after.
      try AtomicFile.create(folder.path + "/.new-before-1-archive.gz", with: folder.archiveBytes())
      try database.write { try $0.append(AccountEvent(at: TestStore.now, kind: .keysMade, text: "keys were made")) }
    }

    /// Some stretches of it, each long enough to be met by no chance.
    private static func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
      stride(from: 0, to: max(1, bytes.count - 32), by: max(1, bytes.count / 8)).map { Array(bytes[$0..<$0 + 32]) }
    }

    /// How many of the secrets are in the folder.
    func found() throws -> Int {
      var all: [UInt8] = []
      for name in try Folder.list(folder.path) where !name.hasSuffix("-shm") {
        all += try FileReader.read(folder.path + "/" + name, limit: 64 << 20)
      }
      var starts: [[UInt8]: Int] = [:]
      for (number, secret) in secrets.enumerated() { starts[Array(secret.prefix(8)), default: number] = number }
      var seen: Set<Int> = []
      for index in all.indices.dropLast(31) {
        // Few bytes first: the whole comparison for each place would take minutes.
        guard let number = starts[Array(all[index..<index + 8])] else { continue }
        if all[index..<index + 32].elementsEqual(secrets[number]) { seen.insert(number) }
      }
      return seen.count
    }

    func run() throws { try KeyDestruction(folder, database).run(KeyDestructionTests.event, now: TestStore.now) }

    func expectGone() throws {
      #expect(try found() == 0)
      #expect(
        try Folder.list(folder.path).filter { !$0.hasPrefix("account.sqlite-") } == [
          "account.sqlite", "keys-destroyed",
        ])
      #expect(folder.inspect() == [] && folder.keysAreDestroyed)
      #expect(try database.keys().allSatisfy { $0.isDestroyed && !$0.isInUse })
      #expect(try database.events().filter { $0.kind == .ownKeysDestroyed }.count == 1)
      #expect(try database.events().contains { $0.kind == .keysMade })
      #expect(throws: StoreError.self) { try folder.device() }
    }
  }

  @Test func `not a stretch of a key is left in the folder, in no file and no free page; all else stays`() throws {
    let stage = try Stage()
    // All are found before, but those that the database has overwritten itself.
    #expect(try stage.found() > stage.secrets.count / 2)
    let devices = try stage.database.devices()
    try stage.run()
    try stage.expectGone()
    #expect(try stage.database.devices() == devices)
    #expect(try stage.database.keys().count == 4)
    // It can be opened again, and what guards the quarantine is back.
    try stage.database.close()
    let again = try stage.folder.database()
    #expect(throws: StoreError.self) {
      try again.write { try $0.database.execute(sql: "UPDATE quarantine SET content = x'00'") }
    }
    #expect(throws: StoreError.self) { try again.write { try $0.database.execute(sql: "DELETE FROM quarantine") } }
  }

  /// Every state that a kill can leave, and what it is to be done again from.
  @Test(arguments: 0...5)
  func `cut off after any step it is carried through by the next one`(steps: Int) throws {
    let stage = try Stage()
    let folder = stage.folder
    if steps > 0 { try AtomicFile.create(folder.path(of: .destroyedMark), with: []) }
    if steps > 1 { try WipedFile.remove(folder.devicePath) }
    if steps > 2 { try WipedFile.remove(folder.archivePath) }
    if steps > 3 { try stage.database.write { try $0.destroyKeys(at: TestStore.now) } }
    if steps > 4 { try stage.database.scrub() }
    #expect(try KeyDestruction(folder, stage.database).isUnfinished == (steps > 0))
    try stage.run()
    try stage.expectGone()
    try stage.run()
    try stage.expectGone()
    #expect(try !KeyDestruction(folder, stage.database).isUnfinished)
  }

  @Test func `a file is overwritten before it goes, and only a file`() throws {
    let store = try TestStore()
    let path = store.data.path + "/secret"
    try AtomicFile.create(path, with: [UInt8](repeating: 7, count: 200_000))
    // Another name of the same file shows what became of its content.
    let other = store.data.path + "/other"
    #expect(link(path, other) == 0)
    try WipedFile.remove(path)
    #expect(!FileReader.exists(path))
    #expect(try FileReader.read(other, limit: 1 << 20) == [UInt8](repeating: 0, count: 200_000))
    try WipedFile.remove(path)
    #expect(throws: FileError.self) { try WipedFile.remove(store.data.accountsPath) }
  }
}
