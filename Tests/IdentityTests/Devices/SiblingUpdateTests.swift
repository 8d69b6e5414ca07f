import AccountArchive
import GnuTLS
import Platform
import Testing

@testable import Identity

@Suite("What devices tell of each other")
struct SiblingUpdateTests {
  private static let now = TestAccount.birth
  private static let year: Int64 = 365 * 86_400

  /// Ada's account from Jami: her phone came first, and signs with the laptop's key.
  private struct World {
    let account: TestAccount
    let log: AccountLog
    let phone = DeviceID(of: TestKeys.phone.publicKey)
    var state: LogState { log.state(at: SiblingUpdateTests.now) }

    init() throws {
      account = try TestAccount.make()
      let id = account.fingerprint
      let genesis = try Statement.importedGenesis(of: id)
      let keys = try DeviceKeys(
        device: phone, signing: KeyID(ofSPKI: TestKeys.laptop.publicKey.spki),
        wrap: KeyID(ofSPKI: TestKeys.otherAccount.publicKey.spki))
      let addition = try Statement(
        account: id, author: .device(phone), number: 1, heads: [genesis.id],
        content: .deviceAdded(AddedDevice(keys: keys, role: .full, method: .archive)))
      let entries = [
        try SignedStatement(genesis, signatures: [TestKeys.account.sign(genesis, as: .account)]),
        try SignedStatement(
          addition,
          signatures: [TestKeys.account.sign(addition, as: .account), TestKeys.laptop.sign(addition, as: .device)]),
      ]
      var log = AccountLog(account: id, genesis: genesis.id)
      let spkis = [TestKeys.account.publicKey.spki, TestKeys.laptop.publicKey.spki]
      #expect(log.receive(entries, keys: spkis, checker: StatementSignatures(), now: SiblingUpdateTests.now) == [])
      self.log = log
    }

    func certificate(
      of key: PrivateKey, years: Int64 = 0, by issuer: PrivateKey = TestKeys.account
    ) throws -> Certificate {
      let request = try CertificateRequest.make(for: key, commonName: CertificateIssuer.deviceName)
      let account =
        try issuer.publicKey == account.certificate.publicKey
        ? account.certificate : TestAccount.make(account: issuer).certificate
      return try CertificateIssuer.device(
        request: request, account: account, accountKey: issuer,
        now: SiblingUpdateTests.now.adding(seconds: years * SiblingUpdateTests.year))
    }

    func update(
      _ told: [Certificate], names: [DeviceID: String] = [:], devices: [Device] = [],
      known: [DeviceID: [Certificate]] = [:], this: DeviceID? = nil
    ) throws -> SiblingUpdate {
      SiblingUpdate(
        told: told, notes: try names.map { try DeviceNote(id: $0.key, name: $0.value, platform: "Linux x86_64") },
        log: log, state: state, devices: devices, known: known,
        this: this ?? DeviceID(of: TestKeys.otherAuthority.publicKey))
    }
  }

  @Test func `a device gets a record with its name, its role, how it stands and how it came in`() throws {
    let world = try World()
    let (own, signing) = try (world.certificate(of: TestKeys.phone), world.certificate(of: TestKeys.laptop))
    let update = try world.update([own, signing], names: [world.phone: "phone"])
    #expect(update.refused == 0 && !update.isEarly)
    #expect(Set(update.certificates[world.phone] ?? []) == [own, signing])
    let record = try #require(update.devices.first)
    #expect(update.devices.count == 1 && record.id == world.phone && record.certificate == own)
    #expect((record.name, record.platform, record.role) == ("phone", "Linux x86_64", .full))
    #expect((record.state, record.enrolment, record.createdAt) == (.active, .restored, Self.now))
    // Nothing of it is new the second time.
    let again = try world.update(
      [own, signing], names: [world.phone: "phone"], devices: update.devices, known: update.certificates)
    #expect(again.isEmpty)
  }

  @Test func `a certificate that another account signed, and one of an authority, are refused`() throws {
    let world = try World()
    let foreign = try world.certificate(of: TestKeys.phone, by: TestKeys.otherAccount)
    let update = try world.update([foreign, world.account.certificate], names: [world.phone: "phone"])
    #expect(update.refused == 2 && update.isEmpty)
  }

  @Test func `a certificate for a key that the log does not name waits for the log, and is not kept`() throws {
    let world = try World()
    let stranger = try world.certificate(of: TestKeys.otherAuthority)
    let update = try world.update([stranger], this: world.phone)
    #expect(update.isEarly && update.refused == 0 && update.isEmpty)
  }

  @Test func `a later certificate takes the place of an earlier one, and never the other way round`() throws {
    let world = try World()
    let (old, new) = try (world.certificate(of: TestKeys.phone), world.certificate(of: TestKeys.phone, years: 7))
    let first = try world.update([new], names: [world.phone: "phone"])
    let then = try world.update([old], devices: first.devices, known: first.certificates)
    // It is kept, for its serial number, and the record stands.
    #expect(then.certificates == [world.phone: [old]] && then.devices.isEmpty)
    let other = try world.update([old])
    let renewed = try world.update([new], devices: other.devices, known: other.certificates)
    #expect(renewed.devices.map(\.certificate) == [new])
  }

  @Test func `a name that a person gave here stays, and one that nobody gave is filled in`() throws {
    let world = try World()
    let own = try world.certificate(of: TestKeys.phone)
    let nameless = try world.update([own])
    #expect(nameless.devices.map(\.name) == [DeviceNote.fallbackName(of: world.phone)])
    let named = try world.update([], names: [world.phone: "phone"], devices: nameless.devices)
    #expect(named.devices.map(\.name) == ["phone"])
    let other = try world.update([], names: [world.phone: "telephone"], devices: named.devices)
    #expect(other.devices.isEmpty)
  }

  @Test func `this device's own record is not changed, and its certificates are kept`() throws {
    let world = try World()
    let update = try world.update([world.certificate(of: TestKeys.phone, years: 7)], this: world.phone)
    #expect(update.devices.isEmpty && update.certificates[world.phone]?.count == 1)
  }

  @Test func `of one device no more are kept than anybody needs`() throws {
    let world = try World()
    let limit = SiblingUpdate.certificatesOfDevice
    let many = try (0..<Int64(limit) + 3).map { try world.certificate(of: TestKeys.phone, years: $0) }
    let update = try world.update(many)
    #expect(update.certificates[world.phone]?.count == limit)
    #expect(try world.update([many[limit]], known: update.certificates).certificates.isEmpty)
  }

  @Test func `a revocation names the serial number of every certificate that is known, and the device counts once`()
    throws
  {
    let world = try World()
    let own = try [world.certificate(of: TestKeys.phone), world.certificate(of: TestKeys.phone, years: 7)]
    let signing = try world.certificate(of: TestKeys.laptop)
    let update = try world.update(own + [signing], names: [world.phone: "phone"])
    let known = KnownDevice.all(
      records: update.devices, log: world.state, keysInLog: world.log.keysOfDevices, certificates: update.certificates,
      revocations: world.account.noRevocations)
    let device = try DeviceSelection.device("phone", among: known)
    let plan = try RevocationPlan(throwing: device, of: known, present: nil, reason: .lost, rotatesAccount: false)
    #expect(Set(plan.serials) == Set((own + [signing]).map(\.serial)))
    let set = plan.added(to: world.account.noRevocations, at: Self.now)
    let list = try CumulativeList.issue(
      set, account: world.account.certificate, accountKey: TestKeys.account, now: Self.now)
    #expect(Set(list.entries.map(\.serial)) == Set(plan.serials))
    #expect(set.deviceCount(certificates: update.certificates) == 1 && set.deviceCount(certificates: [:]) == 3)
  }

  // In an archive.

  @Test func `what an archive carries of the devices is read as it was written`() throws {
    let world = try World()
    let certificates = try [world.certificate(of: TestKeys.phone), world.certificate(of: TestKeys.laptop)]
    let notes = [
      try DeviceNote(id: world.phone, name: "Téléphone \"1\"", platform: nil),
      try DeviceNote(id: DeviceID(of: TestKeys.laptop.publicKey), name: "laptop", platform: "Linux x86_64"),
    ]
    var fields = SignetFields(recoverySeed: nil)
    fields.devices = ArchivedDevices(notes: notes, certificates: [world.phone: certificates])
    #expect(fields.devices?.certificates.count == 2)
    let text = try fields.text()
    #expect(try SignetFields(text).devices == fields.devices)
    // Any byte left out, and any other order, is no such text.
    let bytes = text.withBytes { Array($0) }
    for count in stride(from: 0, to: bytes.count, by: 41) {
      let cut = try Secret(copying: Array(bytes[..<count]))
      #expect(throws: IdentityError(.signetFieldsDamaged, "")) { try SignetFields(cut) }
    }
    let turned = try #require(fields.devices)
    #expect(throws: IdentityError(.statementMalformed, "")) {
      try ArchivedDevices(notes: turned.notes.reversed(), certificates: turned.certificates)
    }
    #expect(throws: IdentityError(.statementMalformed, "")) {
      try ArchivedDevices(notes: turned.notes, certificates: turned.certificates.reversed())
    }
  }

  @Test func `an archive has room for the newest certificate of each device first`() throws {
    let world = try World()
    let old = try (0..<150).map { try world.certificate(of: TestKeys.phone, years: -Int64($0) - 1) }
    let newest = try [world.certificate(of: TestKeys.phone), world.certificate(of: TestKeys.laptop)]
    let archived = ArchivedDevices(notes: [], certificates: [world.phone: old + newest])
    let size = archived.certificates.reduce(0) { $0 + $1.count }
    #expect(size <= ArchivedDevices.certificatesLimit && size > ArchivedDevices.certificatesLimit - 2048)
    #expect(newest.allSatisfy { archived.certificates.contains($0.der) })
  }

  @Test func `two archives together carry what either does`() throws {
    let world = try World()
    let certificates = try [world.certificate(of: TestKeys.phone), world.certificate(of: TestKeys.laptop)]
    let parts = try certificates.enumerated().map { index, certificate in
      ArchivedDevices(
        notes: [try DeviceNote(id: DeviceID(of: certificate.publicKey), name: "device \(index)", platform: nil)],
        certificates: [world.phone: [certificate]])
    }
    let both = parts[0].uniting(parts[1])
    #expect(both.notes.count == 2 && Set(both.certificates) == Set(certificates.map(\.der)))
    #expect(both == parts[1].uniting(parts[0]) && both.uniting(parts[0]) == both && both.uniting(nil) == both)
  }
}
