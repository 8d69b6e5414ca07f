import GnuTLS
import Identity
import Platform
import Testing

/// Whoever has every byte of a revoked device makes certificates and revocation lists: with each key, under each name,
/// with any number and date. A verifier that knows of the revocation lets nobody in for it, and throws nobody out.
@Suite("Adversary with a revoked device: certificates and lists")
struct RevokedDeviceTests {
  private static let now = TestAccount.birth.adding(seconds: 10 * 86_400)

  /// A verifier, and what its adversary holds.
  private struct World {
    let account: Certificate
    let oldAccount: Certificate
    let authority: Certificate
    /// Device, signing, wrap, receive and sync key, of a full device the account's and the authority's too, and one of
    /// the adversary's own; the first is the device's.
    let held: [PrivateKey]
    /// By the account key of then.
    let lost: Certificate
    /// By the present account key.
    let phone: Certificate
    let set: RevocationSet
    /// Tells of the revocation.
    let list: RevocationList

    init(isFull: Bool) throws {
      let keys = ((6...10) + [15]).map { TestKeys.load("rsa4096-\($0)") }
      let oldAuthority = try CertificateIssuer.authority(key: TestKeys.authority, now: TestAccount.birth)
      oldAccount = try CertificateIssuer.account(
        key: TestKeys.account.publicKey, authority: oldAuthority, authorityKey: TestKeys.authority,
        now: TestAccount.birth)
      let accountKey = isFull ? TestKeys.load("rsa4096-11") : TestKeys.account
      if isFull {
        let authorityKey = TestKeys.load("rsa4096-12")
        authority = try CertificateIssuer.authority(key: authorityKey, now: TestAccount.birth)
        account = try CertificateIssuer.account(
          key: accountKey.publicKey, authority: authority, authorityKey: authorityKey, now: TestAccount.birth)
      } else {
        authority = oldAuthority
        account = oldAccount
      }
      held = keys + (isFull ? [TestKeys.account, TestKeys.authority] : [])
      lost = try RevokedDeviceTests.device(keys[0], oldAccount, TestKeys.account)
      phone = try RevokedDeviceTests.device(TestKeys.phone, account, accountKey)
      var set = RevocationSet(account: AccountFingerprint(of: account.publicKey))
      list = try RevocationList.issue(
        entries: [.init(serial: lost.serial, revokedAt: RevokedDeviceTests.now)], number: [5], account: account,
        accountKey: accountKey, thisUpdate: RevokedDeviceTests.now)
      #expect(set.apply(list, account: account, known: [lost]) == [])
      for key in keys.prefix(5) { set.revoke(key: KeyID(ofSPKI: key.publicKey.spki), at: RevokedDeviceTests.now) }
      self.set = set
    }

    func failures(_ chain: [Certificate], _ set: RevocationSet) -> [DevicePolicyName] {
      DeviceVerifier.verify(chain: chain, account: account, revocations: set, now: RevokedDeviceTests.now)
        .map(\.policy)
    }

    func pathFailures(_ chain: [Certificate], lists: [RevocationList]) -> [FailedPathPolicy] {
      let known = [set.account: set]
      return PathVerifier.verify(
        PathEvidence(
          path: [chain[0], account, authority], lists: lists, known: known, now: RevokedDeviceTests.now))
    }
  }

  private static func device(_ key: PrivateKey, _ account: Certificate, _ accountKey: PrivateKey) throws -> Certificate
  {
    try CertificateIssuer.device(
      request: CertificateRequest.make(for: key, commonName: CertificateIssuer.deviceName), account: account,
      accountKey: accountKey, now: TestAccount.birth)
  }

  @Test(arguments: [false, true]) func `the phone is let in, the device is not, and before it was`(
    _ isFull: Bool
  ) throws {
    let world = try World(isFull: isFull)
    #expect(world.failures([world.phone, world.account, world.authority], world.set) == [])
    #expect(world.pathFailures([world.phone], lists: [world.list]) == [])
    let before = DeviceVerifier.verify(
      chain: [world.lost, world.oldAccount], account: world.oldAccount,
      revocations: RevocationSet(account: AccountFingerprint(of: world.oldAccount.publicKey)), now: Self.now)
    #expect(before == [])
    #expect(world.failures([world.lost, world.account], world.set).contains(.notRevokedByKey))
    #expect(world.failures([world.lost, world.oldAccount], world.set).contains(.notRevokedByKey))
  }

  @Test(arguments: [false, true]) func `no certificate that its keys can make is accepted`(_ isFull: Bool) throws {
    let world = try World(isFull: isFull)
    for subject in world.held {
      for issuer in world.held {
        // Under the account's name, as a device's and as an authority's; and in a chain with an account of its own.
        let plain = try HandmadeCertificate.of(
          subject.publicKey, keyUsage: nil, isAuthority: false, issuer: world.account, issuerKey: issuer,
          now: TestAccount.birth)
        let signer = try HandmadeCertificate.of(
          subject.publicKey, keyUsage: [.certificateSigning], issuer: world.account, issuerKey: issuer,
          now: TestAccount.birth)
        let impostor = try HandmadeCertificate.of(
          issuer.publicKey, keyUsage: [.certificateSigning], subject: world.account.subject, issuer: world.authority,
          issuerKey: issuer, now: TestAccount.birth)
        for leaf in [plain, signer] {
          for chain in [[leaf, world.account, world.authority], [leaf, impostor], [leaf, signer, world.account]] {
            #expect(!world.failures(chain, world.set).isEmpty)
          }
          #expect(!world.pathFailures([leaf], lists: [world.list]).isEmpty)
        }
      }
    }
  }

  @Test(arguments: [false, true]) func `no list that its keys can make changes anything`(_ isFull: Bool) throws {
    let world = try World(isFull: isFull)
    var set = world.set
    for key in world.held {
      for account in [world.account, world.oldAccount] {
        for number: [UInt8] in [[0], [4], [5], [6], [0x7f] + [UInt8](repeating: 0xff, count: 19)] {
          for time in [TestAccount.birth.adding(seconds: -86_400), Self.now, Self.now.adding(seconds: 2_000_000_000)] {
            for named in [[], [world.phone], [world.lost]] {
              let list = try HandmadeList(of: account, revoking: named, number: number, at: time).signed(by: key)
              let failures = set.apply(list, account: world.account, known: [world.phone, world.lost])
              #expect(!failures.isEmpty)
            }
          }
        }
      }
    }
    #expect(set == world.set)
    #expect(world.failures([world.phone, world.account], set) == [])
    #expect(world.failures([world.lost, world.account], set).contains(.notRevokedByKey))
    // Nor does one that claims to take an entry back, beside the account's own.
    var removal = HandmadeList(of: world.account, revoking: [world.lost], number: [9], at: Self.now)
    removal.entries[0].extensions = [HandmadeList.removal]
    for key in world.held {
      let list = try removal.signed(by: key)
      #expect(world.pathFailures([world.phone], lists: [world.list, list]) == [])
      #expect(!world.pathFailures([world.lost], lists: [list, world.list]).isEmpty)
    }
  }
}
