import AccountArchive
import GnuTLS
import Platform
import Testing

@testable import Identity

@Suite("Renewal of a leaf's certificates")
struct SiblingRenewalTests {
  private static let birth = TestAccount.birth
  private static let day: Int64 = 86_400

  /// A full device, the phone, and a leaf that it let in, the laptop.
  private struct World {
    var archive: Archive
    var log: AccountLog
    let leaf = DeviceID(of: TestKeys.laptop.publicKey)
    var certificates: [DeviceID: [Certificate]]

    init() throws {
      let account = try TestAccount.make()
      archive = account.archive
      let phone = try DeviceKeys(
        device: DeviceID(of: TestKeys.phone.publicKey), signing: KeyID(ofSPKI: TestKeys.authority.publicKey.spki),
        wrap: KeyID(ofSPKI: TestKeys.short.publicKey.spki))
      let laptop = try DeviceKeys(
        device: leaf, signing: KeyID(ofSPKI: TestKeys.otherAccount.publicKey.spki),
        wrap: KeyID(ofSPKI: TestKeys.otherAuthority.publicKey.spki))
      let recovery = try Ed25519PrivateKey(seed: Secret(copying: TestAccount.seed))
      let genesis = try GenesisMaker.found(account: TestKeys.account, recovery: recovery, device: phone)
      var log = AccountLog(account: account.fingerprint, genesis: genesis.id)
      let spkis = [TestKeys.account, TestKeys.authority].map(\.publicKey.spki) + [recovery.publicKey.spki]
      #expect(log.receive([genesis], keys: spkis, checker: StatementSignatures(), now: birth) == [])
      let maker = StatementMaker(
        log: log, author: .device(phone.device, TestKeys.authority, .pss), account: TestKeys.account)
      let added = try AddedDevice(keys: laptop, role: .leaf, method: .approved, approver: phone.device)
      #expect(log.receive([try maker.make(.deviceAdded(added))], checker: StatementSignatures(), now: birth) == [])
      self.log = log
      certificates = [:]
      certificates[leaf] = try [TestKeys.laptop, TestKeys.otherAccount].map { key in
        try CertificateIssuer.device(
          request: CertificateRequest.make(for: key, commonName: CertificateIssuer.deviceName),
          account: account.certificate, accountKey: TestKeys.account, now: birth)
      }
      certificates[phone.device] = [account.phone]
    }

    var none: RevocationSet { RevocationSet(account: log.account) }

    func due(_ time: UnixTime, _ revocations: RevocationSet? = nil) -> [Certificate] {
      SiblingRenewal.due(
        log.state(at: time), certificates: certificates, revocations: revocations ?? none, now: time)
    }
  }

  private static func time(days: Int64) -> UnixTime { birth.adding(seconds: days * day) }

  @Test func `both of a leaf's certificates are due at two thirds of their life, and still after its end`() throws {
    var world = try World()
    let life = CertificateIssuer.lifetime
    let own = Set(try #require(world.certificates[world.leaf]))
    #expect(world.due(Self.birth.adding(seconds: life / 3 * 2 - 1)).isEmpty)
    #expect(Set(world.due(Self.birth.adding(seconds: life / 3 * 2))) == own)
    let late = Self.birth.adding(seconds: life * 2)
    #expect(Set(world.due(late)) == own)
    let renewed = try SiblingRenewal.renew(world.due(late), archive: world.archive, now: late)
    #expect(Set(renewed.map(\.publicKey)) == Set(own.map(\.publicKey)) && renewed.allSatisfy { $0.notAfter > late })
    #expect(renewed.allSatisfy { $0.isSigned(by: world.archive.account.publicKey) })
    world.certificates[world.leaf]? += renewed
    #expect(world.due(late).isEmpty)
  }

  @Test func `a key that is revoked, and a leaf that was thrown out, are never renewed`() throws {
    var world = try World()
    let late = Self.time(days: 3650)
    var revocations = world.none
    revocations.revoke(key: KeyID(world.leaf), at: late)
    #expect(world.due(late, revocations).map { DeviceID(of: $0.publicKey) } != [world.leaf])
    #expect(world.due(late, revocations).count == 1)
    let maker = StatementMaker(log: world.log, author: .account, account: TestKeys.account)
    let out = try RevokedDevice(device: world.leaf, keys: [], reason: .lost)
    #expect(
      world.log.receive([try maker.make(.deviceRevoked(out))], checker: StatementSignatures(), now: late) == [])
    #expect(world.due(late).isEmpty)
  }

  @Test func `the account's own certificates are taken from another device where they are of the same keys and longer`()
    throws
  {
    let world = try World()
    var renewed = world.archive
    #expect(try ChainRenewal.renewAccount(in: &renewed, now: Self.time(days: 2600)).count == 2)
    let (old, new) = (world.archive.chain, renewed.chain)
    #expect(ChainUpdate.newer(new, than: old) == new)
    #expect(ChainUpdate.newer(old, than: new) == nil && ChainUpdate.newer(old, than: old) == nil)
    #expect(ChainUpdate.newer([new[0]], than: old) == nil && ChainUpdate.newer([], than: old) == nil)
    #expect(ChainUpdate.newer(new.reversed(), than: old) == nil)
    // Under an authority of somebody else's making: the account's key is in it all the same.
    let other = try CertificateIssuer.authority(key: TestKeys.otherAuthority, now: Self.time(days: 2600))
    let forged = try CertificateIssuer.account(
      key: TestKeys.account.publicKey, authority: other, authorityKey: TestKeys.otherAuthority,
      now: Self.time(days: 2600))
    #expect(ChainUpdate.newer([forged, other], than: old) == nil)
    #expect(ChainUpdate.newer([forged, new[1]], than: old) == nil)
  }

  @Test func `for twenty years a leaf that is off for eleven months of each can sign on every day`() throws {
    var world = try World()
    var installed = try #require(world.certificates[world.leaf])
    var chain = world.archive.chain
    var renewals = 0
    for days in stride(from: Int64(0), through: 20 * 365, by: 10) {
      let now = Self.time(days: days)
      // The full device, in its daily round.
      _ = try ChainRenewal.renewAccount(in: &world.archive, now: now)
      let due = world.due(now)
      renewals += due.count
      world.certificates[world.leaf]? += try SiblingRenewal.renew(due, archive: world.archive, now: now)
      // The leaf, in January.
      if days % 365 < 31 {
        let update = SiblingUpdate(
          told: try #require(world.certificates[world.leaf]), notes: [], log: world.log,
          state: world.log.state(at: now), devices: [], known: [world.leaf: installed], this: world.leaf)
        #expect(update.refused == 0)
        installed += update.certificates[world.leaf] ?? []
        chain = ChainUpdate.newer(world.archive.chain, than: chain) ?? chain
      }
      for key in [TestKeys.laptop, TestKeys.otherAccount] {
        let newest = try #require(installed.filter { $0.publicKey == key.publicKey }.newest)
        #expect(newest.notBefore <= now && now <= newest.notAfter, "day \(days)")
      }
      #expect(chain.allSatisfy { now <= $0.notAfter }, "day \(days)")
    }
    #expect(renewals >= 4)
  }
}
