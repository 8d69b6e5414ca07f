import AccountArchive
import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Sealing
import Testing

@testable import Daemon

/// Twenty years by a clock of their own, with real certificates: what `KeyMaking` does whenever an archive is open, on
/// the days on which one is.
@Suite struct ClockTests {
  private static let day: Int64 = 86_400
  /// 2026-11-21, and twenty years of 365.25 days.
  private static let birth = UnixTime(seconds: 1_795_219_200)
  private static let days: Int64 = 7305

  private final class Life {
    let home = TemporaryHome()
    let data: DataFolder
    let folder: AccountFolder
    let database: AccountDatabase
    var archive: Archive
    var chain: [Certificate]
    private(set) var openings = 0
    private(set) var renewals: [String] = []
    private var nextKey = 0

    init() throws {
      data = DataFolder(path: home.path)
      try data.prepare()
      let new = try AccountCreation.assemble(
        keys: AccountCreation.Keys(
          authority: try Self.key(1), account: try Self.key(2), device: try Self.key(3),
          ethereum: try Secret(copying: [UInt8](repeating: 1, count: 32)),
          recoverySeed: try Secret(copying: [UInt8](repeating: 2, count: 32))),
        displayName: "Ada", deviceName: "phone", scheme: .none, now: ClockTests.birth)
      (archive, chain) = (new.archive, new.device.chain)
      folder = data.account(new.account.id)
      database = try AccountDatabase.create(home("account.sqlite"))
      try database.write { writer in
        try writer.save(
          StoredAccount(
            account: new.account, origin: .created, recovery: .none, scheme: .none, deviceID: new.device.device.id,
            receipt: new.device.receipt))
        try writer.save(new.device.device)
      }
      try open(at: ClockTests.birth)
      renewals = []
    }

    static func key(_ number: Int) throws -> PrivateKey {
      let file = try Data(contentsOf: URL(filePath: Fixture.folder + "/keys/rsa4096-\(number).pem"))
      return try PrivateKey(serialised: Secret(copying: Array(file)))
    }

    /// Somebody has the archive open, for whatever.
    func open(at now: UnixTime) throws {
      openings += 1
      let revocations = try database.revocations(of: try database.account().account.fingerprint)
      let upkeep = try CertificateUpkeep(&archive, device: chain, revocations: revocations, now: now)
      var plan = try KeyPlan(data, database, now: now)
      for purpose in plan.missing {
        nextKey += 1
        try plan.take(Self.key(4 + nextKey % 3), for: purpose, archive: archive)
        if purpose == .signing { renewals.append("signing") }
      }
      if let upkeep {
        chain = upkeep.chain
        renewals += upkeep.renewed.map(\.rawValue)
      }
      let changes = plan.changes
      var account = try database.account()
      account.account = try Account(archive: archive)
      var device = try database.device(account.deviceID)
      device.certificate = chain[0]
      try database.write { writer in
        try writer.save(account)
        try writer.save(device)
        for key in changes { try writer.save(key) }
      }
    }

    /// What a verifier that knows the account's key says of what this device would sign that day.
    func failures(at now: UnixTime, isThorough: Bool) throws -> [String] {
      let signing = try #require(try database.keys().inUse(.signing)?.certificate)
      var failures: [String] = []
      if !signing.isValid(at: now) { failures.append("signing certificate not in date") }
      for certificate in chain where !certificate.isValid(at: now) { failures.append("chain not in date") }
      guard isThorough else { return failures }
      if !signing.isSigned(by: archive.account.publicKey) { failures.append("signing certificate not the account's") }
      let revocations = RevocationSet(account: AccountFingerprint(of: archive.account.publicKey))
      failures += DeviceVerifier.verify(
        chain: chain, account: archive.account, revocations: revocations, now: now
      ).map { "\($0)" }
      return failures
    }
  }

  /// - Parameter isOn: whether somebody opens the archive on a day, counted from 0.
  private func daysWithoutSigning(_ life: Life, isOn: (Int64) -> Bool) throws -> [Int64] {
    var without: [Int64] = []
    for day in 0..<Self.days {
      let now = Self.birth.adding(seconds: day * Self.day)
      if isOn(day) {
        // What the daemon looks at without the archive says the same as the archive does.
        let isDue = try ForecastMaker(life.database, folder: life.folder).isRenewalDue(now: now)
        let before = life.renewals.count
        try life.open(at: now)
        #expect(isDue == (life.renewals.count > before))
      }
      if try !life.failures(at: now, isThorough: day.isMultiple(of: 30)).isEmpty { without.append(day) }
    }
    return without
  }

  @Test func `from 2026 to 2046 an account that is used each day can sign each day`() throws {
    let life = try Life()
    let id = life.archive.jamiID
    #expect(try daysWithoutSigning(life) { $0.isMultiple(of: 7) } == [])
    #expect(life.archive.jamiID == id)
    #expect(
      Set(life.renewals) == ["authorityCertificate", "accountCertificate", "deviceCertificate", "signing"])
  }

  @Test func `from 2026 to 2046 a device that is off 11 months of each year can sign each day`() throws {
    let life = try Life()
    let device = DeviceID(of: life.chain[0].publicKey)
    // On for 30 days of each year, and its password typed once in them, at the end.
    #expect(try daysWithoutSigning(life) { $0 % 365 == 29 } == [])
    #expect(life.openings <= 22)
    #expect(DeviceID(of: life.chain[0].publicKey) == device)
    // Few issues: two rounds in twenty years, at two thirds of ten years each.
    #expect(life.renewals.filter { $0 == "deviceCertificate" }.count == 2)
  }

  @Test func `one that was off for longer than its certificates last signs again on the day that it is on`() throws {
    let life = try Life()
    let late = Self.birth.adding(seconds: 4200 * Self.day)
    #expect(try !life.failures(at: late, isThorough: true).isEmpty)
    try life.open(at: late)
    #expect(try life.failures(at: late, isThorough: true) == [])
  }

  @Test func `with the account's certificate its revocation list is signed anew, and lasts as long`() throws {
    let life = try Life()
    let lost = try Enrolment.enrol(
      archive: life.archive, deviceKey: Life.key(5), deviceName: "lost", method: .restored,
      revocations: RevocationSet(account: AccountFingerprint(of: life.archive.account.publicKey)), now: Self.birth)
    life.archive.revocationList = try RevocationList.issue(
      entries: [.init(serial: lost.chain[0].serial, revokedAt: Self.birth)], number: [5],
      account: life.archive.account, accountKey: life.archive.accountKey, thisUpdate: Self.birth)
    let before = try #require(life.archive.revocationList)
    #expect(before.nextUpdate == life.archive.account.notAfter)
    try life.open(at: Self.birth.adding(seconds: 2600 * Self.day))
    let after = try #require(life.archive.revocationList)
    #expect(after.entries.map(\.serial) == before.entries.map(\.serial))
    #expect(after.nextUpdate == life.archive.account.notAfter && after.number != before.number)
    #expect(after.nextUpdate.map { $0 > Self.birth.adding(seconds: 6000 * Self.day) } == true)
  }
}
