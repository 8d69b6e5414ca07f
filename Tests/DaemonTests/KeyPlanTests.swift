import AccountArchive
import AccountStore
import Files
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Testing

@testable import Daemon

@Suite struct KeyPlanTests {
  /// An account of the test keys in a data folder of its own, without any keys beside its device key.
  struct Stage {
    static let now = UnixTime(seconds: 1_795_219_200)
    let home = TemporaryHome()
    let data: DataFolder
    let database: AccountDatabase
    let archive: Archive
    let vault: KeyVault

    static func key(_ number: Int) throws -> PrivateKey {
      let file = try Data(contentsOf: URL(filePath: Fixture.folder + "/keys/rsa4096-\(number).pem"))
      return try PrivateKey(serialised: Secret(copying: Array(file)))
    }

    /// For a purpose that does not ask for its length.
    static func shortKey() throws -> PrivateKey {
      let file = try Data(contentsOf: URL(filePath: Fixture.folder + "/keys/rsa2048-1.pem"))
      return try PrivateKey(serialised: Secret(copying: Array(file)))
    }

    /// - Parameter device: the number of its device key.
    init(device: Int = 3) throws {
      data = DataFolder(path: home.path)
      try data.prepare()
      let keys = AccountCreation.Keys(
        authority: try Self.key(1), account: try Self.key(2), device: try Self.key(device),
        ethereum: try Secret(copying: [UInt8](repeating: 1, count: 32)),
        recoverySeed: try Secret(copying: [UInt8](repeating: 2, count: 32)))
      let new = try AccountCreation.assemble(
        keys: keys, displayName: "Ada", deviceName: "phone", scheme: .none, now: Self.now)
      archive = new.archive
      database = try AccountDatabase.create(home("account.sqlite"))
      vault = KeyVault(dataKey: try data.dataKey(), account: new.account.id)
      try database.write { writer in
        try writer.save(
          StoredAccount(
            account: new.account, origin: .created, recovery: .none, scheme: .none, deviceID: new.device.device.id,
            receipt: new.device.receipt))
        try writer.save(new.device.device)
      }
    }

    func plan(at time: UnixTime = now) throws -> KeyPlan { try KeyPlan(data, database, now: time) }

    func save(_ plan: KeyPlan) throws {
      try database.write { writer in for key in plan.changes { try writer.save(key) } }
    }

    func fields(_ archive: Archive) throws -> SignetFields { try SignetFields(try #require(archive.signet)) }

    /// Makes what is missing out of the test keys, and writes it.
    func make(_ archive: inout Archive, of numbers: [Int] = [3, 4, 5, 6]) throws {
      var plan = try plan()
      for (number, purpose) in zip(numbers, plan.missing) {
        try plan.take(Self.key(number), for: purpose, archive: archive)
      }
      _ = try plan.unite(&archive)
      try save(plan)
    }
  }

  @Test func `nothing is missing once everything was made, and nothing changes any more`() throws {
    let stage = try Stage()
    var archive = stage.archive
    #expect(try stage.plan().missing == [.signing, .wrap, .receive, .sync])
    try stage.make(&archive)
    var plan = try stage.plan()
    let differs = try plan.unite(&archive)
    #expect(!differs && plan.missing == [] && plan.changes == [] && plan.warnings == [])
    let fields = try stage.fields(archive)
    #expect(fields.receive.entries.map(\.generation) == [1] && fields.sync.entries.map(\.generation) == [1])
    #expect(fields.recoverySeed != nil)
  }

  @Test func `a signing key is made anew when two thirds of its certificate's life are over or it is revoked`() throws {
    // Not the signing key too: who revokes that would revoke the device.
    let stage = try Stage(device: 1)
    var archive = stage.archive
    try stage.make(&archive)
    let old = try #require(try stage.database.keys().inUse(.signing))
    var late = try stage.plan(at: RenewalPolicy.dueTime(of: try #require(old.certificate)).adding(seconds: 1))
    #expect(late.missing == [.signing])
    try late.take(Stage.key(6), for: .signing, archive: archive)
    #expect(late.missing == [])
    #expect(late.changes.map(\.generation).sorted() == [1, 2])
    #expect(late.rows.inUse(.signing)?.generation == 2)
    #expect(late.rows.first { $0.keyID == old.keyID }?.retiredAt != nil)

    var revocations = RevocationSet(account: AccountFingerprint(of: archive.account.publicKey))
    revocations.revoke(try #require(old.certificate), at: Stage.now)
    try stage.database.write { try $0.add(revocations) }
    #expect(try stage.plan().missing == [.signing])
  }

  @Test func `a signing key on a token gets a new certificate when it is due, and is never replaced unasked`() throws {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive)
    let old = try #require(try stage.database.keys().inUse(.signing))
    let key = StoredKey.onToken(
      TokenPlace(url: try TokenURL("pkcs11:token=seal;id=%01"), lacksPSS: false), generation: 2,
      certificate: try #require(old.certificate), createdAt: Stage.now)
    try stage.database.write { writer in
      var retired = old
      retired.retiredAt = Stage.now
      try writer.save(retired)
      try writer.save(key)
    }
    var plan = try stage.plan()
    try plan.renewTokenCertificate(archive)
    #expect(plan.missing == [] && plan.changes == [])
    let due = RenewalPolicy.dueTime(of: try #require(key.certificate)).adding(seconds: 1)
    var late = try stage.plan(at: due)
    #expect(late.missing == [])
    try late.renewTokenCertificate(archive)
    let renewed = try #require(late.changes.first)
    #expect(late.changes.count == 1 && renewed.keyID == key.keyID && renewed.token == key.token)
    #expect(try #require(renewed.certificate).notAfter > #require(key.certificate).notAfter)
    #expect(renewed.certificate?.isSigned(by: archive.account.publicKey) == true)
  }

  @Test func `a number that the archive gave to another key is not given twice`() throws {
    let stage = try Stage()
    var archive = stage.archive
    try stage.make(&archive)
    let mine = try stage.database.keys().filter { $0.purpose == .receive }.map(\.keyID)
    var elsewhere = SignetFields(recoverySeed: nil)
    elsewhere.receive.add(try Stage.key(1).pkcs8DER(), generation: 1)
    archive.signet = try elsewhere.text()
    var plan = try stage.plan()
    let differs = try plan.unite(&archive)
    #expect(differs && plan.missing == [])
    try stage.save(plan)
    let keys = try stage.database.keys().filter { $0.purpose == .receive }.sorted { $0.generation < $1.generation }
    #expect(keys.map(\.keyID) == mine + [DeviceID(of: try Stage.key(1).publicKey)])
    #expect(keys.map(\.isInUse) == [false, true])
    #expect(try stage.fields(archive).receive.entries.map(\.generation) == [1, 2])
    var again = try stage.plan()
    let differsAgain = try again.unite(&archive)
    #expect(!differsAgain && again.changes == [])
  }

  @Test func `an entry of a later version stays as it is, and a key in it that is none stays too`() throws {
    let stage = try Stage()
    var archive = stage.archive
    let later = try Secret(copying: Array("{\"version\":2}".utf8))
    archive.signet = later
    var plan = try stage.plan()
    for purpose in [KeyPurpose.receive, .sync] { try plan.take(Stage.key(4), for: purpose, archive: archive) }
    let differs = try plan.unite(&archive)
    #expect(!differs && archive.signet?.matches(later) == true && plan.warnings.count == 1)
    #expect(plan.missing == [.signing, .wrap])

    var fields = SignetFields(recoverySeed: nil)
    let garbage = try Secret(copying: [1, 2, 3])
    fields.sync.add(garbage, generation: 4)
    archive.signet = try fields.text()
    _ = try plan.unite(&archive)
    #expect(try stage.fields(archive).sync.entries.contains { $0.generation == 4 && $0.key.matches(garbage) })
    #expect(plan.warnings.count == 2)
    let isStable = try plan.unite(&archive)
    #expect(!isStable)
  }

  @Test func `an archive without Signet's entry gets one with the first keys only`() throws {
    let stage = try Stage()
    var archive = stage.archive
    archive.signet = nil
    var plan = try stage.plan()
    let differs = try plan.unite(&archive)
    #expect(!differs && archive.signet == nil)
    try stage.make(&archive)
    let fields = try stage.fields(archive)
    #expect(fields.recoverySeed == nil && fields.receive.entries.count == 1 && fields.sync.entries.count == 1)
  }

  @Test func `only contacts that say something new make an archive another one`() throws {
    let stage = try Stage()
    var archive = stage.archive
    let contact = ArchiveContact(id: String(repeating: "a", count: 40), added: 10)
    archive.contacts = [contact]
    try stage.database.write { try $0.save([contact]) }
    var present = PresentArchive(archive)
    try present.takeContacts(stage.database)
    #expect(!present.differs)
    var removed = contact
    removed.removed = 20
    try stage.database.write { try $0.save([removed]) }
    try present.takeContacts(stage.database)
    #expect(present.differs && present.archive.contacts.map(\.state) == [.removed])
  }
}
