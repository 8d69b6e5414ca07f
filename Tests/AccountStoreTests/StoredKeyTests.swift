import Files
import GRDB
import GnuTLS
import Identity
import Platform
import Testing

@testable import AccountStore

@Suite struct StoredKeyTests {
  private func vault(_ store: TestStore, _ new: NewAccount) throws -> KeyVault {
    KeyVault(dataKey: try store.data.dataKey(), account: new.account.id)
  }

  private func damage(_ database: AccountDatabase, _ sql: String) throws {
    try database.write { try $0.database.execute(sql: sql) }
  }

  @Test func `a key is sealed in the database, comes out as it was, and nothing of it lies bare on the disk`() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let vault = try vault(store, new)
    let database = try folder.database()
    let key = try vault.seal(TestKeys.laptop, purpose: .receive, generation: 1, createdAt: TestStore.now)
    let certificate = new.device.chain[0]
    let signing = try vault.seal(
      TestKeys.phone, purpose: .signing, generation: 1, certificate: certificate, createdAt: TestStore.now)
    try database.write { writer in
      try writer.save(key)
      try writer.save(signing)
    }
    try database.close()
    let again = try folder.database()
    let read = try again.keys()
    #expect(read == [key, signing])
    #expect(read[0].keyID == DeviceID(of: TestKeys.laptop.publicKey) && read[0].isInUse)
    #expect(read[1].certificate == certificate)
    #expect(try vault.open(read[0]).matches(TestKeys.laptop.pkcs8DER()))
    #expect(try PrivateKey(serialised: vault.open(read[1])).publicKey == TestKeys.phone.publicKey)
    #expect(try again.inspect() == [])
    try again.close()
    let part = try TestKeys.laptop.pkcs8DER().withBytes { Array($0[1000..<1040]) }
    for (path, file) in try store.tree() {
      #expect(
        !file.indices.dropLast(40).contains { file[$0] == part[0] && Array(file[$0..<$0 + 40]) == part }, "\(path)")
    }
  }

  @Test func `a key on a token is kept by its address, and there is nothing to open`() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let database = try folder.database()
    let url = try TokenURL("pkcs11:serial=1;token=seal;id=%01;type=private")
    for (generation, lacksPSS) in [(1, false), (2, true)] {
      let key = StoredKey.onToken(
        TokenPlace(url: url, lacksPSS: lacksPSS), generation: generation, certificate: new.device.chain[0],
        createdAt: TestStore.now)
      try database.write { try $0.save(key) }
      #expect(try database.keys().last == key && key.algorithm == (lacksPSS ? .pkcs1 : .pss))
      let vault = try vault(store, new)
      #expect(throws: StoreError(.keyOnToken, "")) { try vault.open(key) }
    }
    for damage in ["token = 'pkcs11:token=a?pin-value=1'", "token = x'ff'", "lacksPSS = 7"] {
      try self.damage(database, "UPDATE accountKey SET \(damage) WHERE generation = 2")
      #expect(try database.keys().map(\.generation) == [1])
    }
  }

  @Test func `a sealed key opens in its own place only`() throws {
    let store = try TestStore()
    let new = try store.assemble()
    let dataKey = try store.data.dataKey()
    let vault = try vault(store, new)
    let key = try vault.seal(TestKeys.laptop, purpose: .receive, generation: 2, createdAt: TestStore.now)
    func moved(
      _ purpose: KeyPurpose = .receive, _ generation: Int = 2, _ owner: PrivateKey = TestKeys.laptop,
      _ sealed: [UInt8]? = nil
    ) -> StoredKey {
      StoredKey(
        purpose: purpose, generation: generation, key: owner.publicKey, certificate: nil, sealed: sealed ?? key.sealed,
        createdAt: TestStore.now)
    }
    #expect(try vault.open(moved()).matches(TestKeys.laptop.pkcs8DER()))
    var flipped = key.sealed
    flipped[500] ^= 1
    let wrong = [
      moved(.sync), moved(.receive, 1), moved(.receive, 2, TestKeys.phone),
      moved(.receive, 2, TestKeys.laptop, flipped),
      moved(.receive, 2, TestKeys.laptop, []), moved(.receive, 2, TestKeys.laptop, Array(key.sealed.prefix(28))),
      moved(.receive, 2, TestKeys.laptop, [UInt8](repeating: 0, count: 20_000)),
    ]
    for key in wrong { #expect(throws: StoreError(.keyDamaged, "")) { try vault.open(key) } }
    let others = [
      KeyVault(dataKey: dataKey, account: JamiID(of: TestKeys.otherAccount.publicKey)),
      KeyVault(dataKey: try Secret(copying: [UInt8](repeating: 9, count: 32)), account: new.account.id),
    ]
    for other in others { #expect(throws: StoreError(.keyDamaged, "")) { try other.open(key) } }
  }

  @Test func `a key is retired and sealed anew, and never written over by another one`() throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let vault = try vault(store, new)
    let database = try folder.database()
    var key = try vault.seal(TestKeys.laptop, purpose: .wrap, generation: 1, createdAt: TestStore.now)
    try database.write { try $0.save(key) }
    key.retiredAt = TestStore.now.adding(seconds: 5)
    try database.write { try $0.save(key) }
    #expect(try database.keys().map(\.retiredAt) == [TestStore.now.adding(seconds: 5)])
    let other = try vault.seal(TestKeys.phone, purpose: .wrap, generation: 1, createdAt: TestStore.now)
    #expect(throws: StoreError(.keyExists, "")) { try database.write { try $0.save(other) } }
    #expect(try database.keys() == [key])
    try database.close()
  }

  @Test(arguments: [
    "purpose = 'other'", "purpose = 'signing'", "generation = 0", "generation = 'x'", "keyId = 'aa'",
    "publicKey = x'3000'", "certificate = x'3000'", "sealed = 'text'", "createdAt = 'never'", "retiredAt = 'x'",
    "keyId = upper(keyId) || 'a'",
  ])
  func `a damaged key loses only itself, is kept byte for byte and named`(_ change: String) throws {
    let store = try TestStore()
    let (new, folder) = try store.account()
    let vault = try vault(store, new)
    let database = try folder.database()
    let keys = [
      try vault.seal(TestKeys.laptop, purpose: .receive, generation: 1, createdAt: TestStore.now),
      try vault.seal(TestKeys.phone, purpose: .sync, generation: 1, createdAt: TestStore.now),
    ]
    try database.write { writer in for key in keys { try writer.save(key) } }
    try damage(database, "UPDATE accountKey SET \(change) WHERE purpose = 'receive'")
    #expect(try database.keys() == [keys[1]])
    #expect(try database.quarantine().map(\.source) == ["accountKey"])
    #expect(try database.inspect().map(\.code) == [.recordUnreadable])
    try database.write { try $0.save(keys[0]) }
    #expect(try Set(database.keys().map(\.keyID)) == Set(keys.map(\.keyID)))
    try database.close()
  }

  @Test
  func `the key in use is the highest one that is not retired, and keys are complete with one for each use`()
    throws
  {
    let store = try TestStore()
    let new = try store.assemble()
    let vault = try vault(store, new)
    var keys: [StoredKey] = []
    #expect(!keys.areComplete && keys.inUse(.receive) == nil)
    for (purpose, key) in zip(
      KeyPurpose.allCases, [TestKeys.phone, TestKeys.laptop, TestKeys.account, TestKeys.authority])
    {
      #expect(!keys.areComplete)
      keys.append(
        try vault.seal(
          key, purpose: purpose, generation: 1, certificate: purpose == .signing ? new.device.chain[0] : nil,
          createdAt: TestStore.now))
    }
    #expect(keys.areComplete)
    keys.append(try vault.seal(TestKeys.otherAccount, purpose: .receive, generation: 2, createdAt: TestStore.now))
    #expect(keys.inUse(.receive)?.generation == 2)
    keys[keys.count - 1].retiredAt = TestStore.now
    #expect(keys.inUse(.receive)?.generation == 1)
    keys[0].retiredAt = TestStore.now
    #expect(!keys.areComplete)
  }
}
