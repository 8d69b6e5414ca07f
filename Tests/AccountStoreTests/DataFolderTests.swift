import AccountArchive
import AccountStore
import Files
import GnuTLS
import Identity
import Platform
import Testing

@Suite("The data folder")
struct DataFolderTests {
  @Test("Everything is 0700 and 0600, the database and its log too")
  func modes() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    let database = try folder.database()
    try database.write { try $0.save(store.contacts(3)) }
    func check(_ path: String) throws {
      for name in try Folder.list(path) {
        let inside = path + "/" + name
        let isFolder = Folder.isFolder(inside)
        #expect(try FileReader.status(inside).mode == (isFolder ? 0o700 : 0o600), "\(inside)")
        if isFolder { try check(inside) }
      }
    }
    try check(store.data.path)
    try database.close()
  }

  @Test("The data key is made once, 32 bytes, and one of another length is refused by name")
  func dataKey() throws {
    let store = try TestStore()
    let key = try store.data.dataKey()
    try store.data.prepare()
    #expect(try store.data.dataKey().matches(key))
    #expect(key.count == 32)
    try AtomicFile.replace(store.data.dataKeyPath, with: [1, 2, 3])
    #expect(throws: StoreError(.dataKeyDamaged, "")) { try store.data.prepare() }
  }

  @Test("An account that is committed is there with all its parts, and can be opened")
  func commit() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    #expect(folder == store.data.account(new.account.id))
    #expect(try Folder.list(store.data.accountsPath) == [new.account.id.text])
    #expect(folder.inspect() == [])
    let device = try folder.device()
    #expect(device.chain == new.device.chain)
    #expect(device.key.publicKey == TestKeys.phone.publicKey)
    let database = try folder.database()
    let stored = try database.account()
    #expect(stored.account == new.account)
    #expect(stored.receipt.verify(account: new.archive.account.publicKey, device: device.key.publicKey) == [])
    #expect(try database.devices() == [new.device.device])
    #expect(try database.events().map(\.kind) == [.accountCreated])
    try database.close()
  }

  @Test("A second account of the same ID is refused at the start and at the end, and changes nothing")
  func accountExists() throws {
    let store = try TestStore()
    let new = try store.assemble()
    let late = try store.stage(new)
    _ = try store.stage(new).commit()
    let before = try store.tree().filter { !$0.key.contains("/.new-") }
    #expect(throws: StoreError(.accountExists, "")) { try StagedAccount(new.account.id, in: store.data) }
    #expect(throws: StoreError(.accountExists, "")) { try late.commit() }
    late.abandon()
    #expect(try store.tree() == before)
  }

  @Test("An account without all its parts is not put in its place")
  func incomplete() throws {
    let store = try TestStore()
    let new = try store.assemble()
    let staged = try StagedAccount(new.account.id, in: store.data)
    try staged.write(deviceKey: TestKeys.phone, chain: new.device.chain)
    #expect(throws: StoreError(.accountDamaged, "")) { try staged.commit() }
    staged.abandon()
    #expect(try Folder.list(store.data.accountsPath) == [])
  }

  @Test("What a kill leaves of an account that was being made is cleared away, and it is said")
  func sweep() throws {
    let store = try TestStore()
    _ = try store.stage(store.assemble())
    let actions = try StartupRecovery(store.data, now: TestStore.now).run()
    #expect(actions.map(\.outcome) == [.swept])
    #expect(try Folder.list(store.data.accountsPath) == [])
    #expect(try StartupRecovery(store.data, now: TestStore.now).run() == [])
  }

  @Test("A forgotten account is gone and not missed; one whose folder vanished is missed by name")
  func forgottenAndMissing() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    #expect(try AccountListing.read(store.data).findings == [])
    let aside = store.data.path + "/elsewhere"
    try Folder.rename(folder.path, to: aside)
    let missing = try AccountListing.read(store.data)
    #expect(missing.findings.map(\.code) == [.accountMissing])
    #expect(missing.findings.first?.subject == new.account.id.text)
    #expect(missing.folders == [])
    try Folder.rename(aside, to: folder.path)
    #expect(try AccountListing.read(store.data).folders == [folder])
    try store.data.forget(new.account.id)
    #expect(try AccountListing.read(store.data).findings == [])
    #expect(throws: StoreError(.accountNotFound, "")) { try store.data.forget(new.account.id) }
  }

  @Test("An account without a part, an alien thing, and a file open to others are named, and the account is listed")
  func findings() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    try Folder.remove(folder.archivePath)
    try AtomicFile.replace(store.data.accountsPath + "/notes.txt", with: [1])
    let listing = try AccountListing.read(store.data)
    #expect(listing.folders.map(\.id) == [new.account.id])
    #expect(Set(listing.findings.map(\.code)) == [.accountIncomplete, .alienEntry])
  }

  @Test("A missing database is an error, not an empty account")
  func missingDatabase() throws {
    let store = try TestStore()
    let (_, folder) = try store.account()
    try Folder.remove(folder.databasePath)
    #expect(throws: StoreError(.accountDamaged, "")) { try folder.database() }
    #expect(!FileReader.exists(folder.databasePath))
    try AtomicFile.replace(folder.databasePath, with: [UInt8](repeating: 0x41, count: 8192))
    #expect(throws: StoreError(.databaseDamaged, "")) { try folder.database() }
  }

  @Test("A device file whose key is not its certificate's, or that is cut short, is refused by name")
  func deviceFile() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    try AtomicFile.replace(
      folder.devicePath, with: DeviceFile.serialise(key: TestKeys.laptop, chain: new.device.chain))
    #expect(throws: StoreError(.deviceFileDamaged, "")) { try folder.device() }
    let good = try DeviceFile.serialise(key: TestKeys.phone, chain: new.device.chain)
    for count in stride(from: 0, to: good.count - 10, by: good.count / 9) {
      let cut = good.withBytes { Array($0.prefix(count)) }
      try AtomicFile.replace(folder.devicePath, with: cut)
      let read = Result { try folder.device() }
      if case .success(let device) = read { #expect(device.chain.count < 3, "cut at \(count)") }
    }
  }
}
