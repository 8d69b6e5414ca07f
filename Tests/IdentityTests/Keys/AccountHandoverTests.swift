import AccountArchive
import GnuTLS
import Platform
import Testing

@testable import Identity

/// The account's new key, as it comes to a device that did not make it: with real keys and certificates.
@Suite("An account key that another device made")
struct AccountHandoverTests {
  private static let now = TestAccount.birth

  /// The phone founded the account and rotates its key; the laptop's device key is `laptop`, and it signs with `short`.
  private struct Stage {
    let account: TestAccount
    /// Of the account and its authority, under the new keys.
    let above: [Certificate]
    var log: AccountLog
    let laptop: EnrolledDevice
    let signing: Certificate

    init() throws {
      account = try TestAccount.make()
      laptop = try account.enrolLaptop()
      signing = try CertificateIssuer.device(
        request: CertificateRequest.make(for: TestKeys.short, commonName: "signet signing"),
        account: account.certificate, accountKey: TestKeys.account, now: now)
      let archive = try AccountRotation.archive(
        account.archive, keys: .init(authority: TestKeys.otherAuthority, account: TestKeys.otherAccount),
        revocations: account.noRevocations, now: now)
      above = archive.chain
      let recovery = try Ed25519PrivateKey(seed: Secret(copying: TestAccount.seed))
      let keys = try DeviceKeys(
        device: DeviceID(of: TestKeys.phone.publicKey), signing: Self.id(TestKeys.authority),
        wrap: Self.id(TestKeys.otherAuthority))
      let genesis = try GenesisMaker.found(account: TestKeys.account, recovery: recovery, device: keys)
      log = AccountLog(account: account.fingerprint, genesis: genesis.id)
      let spkis = [TestKeys.account, TestKeys.authority, TestKeys.phone, TestKeys.otherAuthority].map(\.publicKey.spki)
      try log.takeOwn(genesis, keys: spkis + [recovery.publicKey.spki], now: now)
    }

    static func id(_ key: PrivateKey) -> KeyID { KeyID(ofSPKI: key.publicKey.spki) }

    /// Followed at once where the recovery key signs too.
    mutating func rotate(withRecovery: Bool) throws {
      let recovery = try Ed25519PrivateKey(seed: Secret(copying: TestAccount.seed))
      let maker = StatementMaker(
        log: log, author: .device(DeviceID(of: TestKeys.phone.publicKey), TestKeys.authority, .pss),
        account: TestKeys.account, recovery: withRecovery ? recovery : nil)
      let entry = try maker.make(
        .succession(Succession(new: AccountFingerprint(of: TestKeys.otherAccount.publicKey))),
        successor: TestKeys.otherAccount)
      try log.takeOwn(entry, keys: maker.keys + [TestKeys.otherAccount.publicKey.spki], now: now)
    }

    func moved(_ certificate: Certificate) throws -> Certificate {
      try CertificateIssuer.moved(
        certificate, issuer: above[0], issuerKey: TestKeys.otherAccount, now: now)
    }

    func handover() throws -> AccountHandover {
      AccountHandover(
        account: account.fingerprint, device: laptop.device.id, chain: [try moved(laptop.chain[0])] + above,
        signing: try moved(signing),
        receipt: try Receipt.make(
          device: TestKeys.laptop.publicKey, accountKey: TestKeys.otherAccount, ethereumAddress: nil),
        sealedKeys: [])
    }

    func failures(_ handover: AccountHandover, at time: UnixTime = now) -> Set<AccountHandoverFailure> {
      Set(
        AccountHandoverVerifier.failures(
          of: handover, account: account.fingerprint, key: TestKeys.laptop.publicKey,
          signing: TestKeys.short.publicKey, state: log.state(at: time), now: time))
    }
  }

  @Test func `it comes into use once the log follows it, and not before`() throws {
    var stage = try Stage()
    let handover = try stage.handover()
    #expect(stage.failures(handover) == [.notInLog])
    try stage.rotate(withRecovery: false)
    #expect(stage.failures(handover) == [.notFollowed])
    #expect(stage.failures(handover, at: Self.now.adding(seconds: LogLimits.objection)) == [])
    stage = try Stage()
    try stage.rotate(withRecovery: true)
    #expect(stage.failures(handover) == [])
  }

  @Test func `what is another's, or by another key, is not taken`() throws {
    var stage = try Stage()
    try stage.rotate(withRecovery: true)
    let good = try stage.handover()
    func with(
      account: AccountFingerprint? = nil, device: DeviceID? = nil, chain: [Certificate]? = nil,
      signing: Certificate? = nil, receipt: Receipt? = nil
    ) -> AccountHandover {
      AccountHandover(
        account: account ?? good.account, device: device ?? good.device, chain: chain ?? good.chain,
        signing: signing ?? good.signing, receipt: receipt ?? good.receipt, sealedKeys: [])
    }
    let phone = DeviceID(of: TestKeys.phone.publicKey)
    #expect(
      stage.failures(with(account: AccountFingerprint(of: TestKeys.otherAccount.publicKey))) == [.otherAccount])
    #expect(stage.failures(with(device: phone)) == [.otherDevice])
    // By the account's key of before; or of the phone's key; or cut short; or in another order.
    #expect(stage.failures(with(chain: [stage.laptop.chain[0]] + good.chain.dropFirst())) == [.chainBroken])
    #expect(stage.failures(with(signing: stage.signing)) == [.chainBroken])
    #expect(
      stage.failures(with(chain: [try stage.moved(stage.account.phone)] + good.chain.dropFirst())) == [.otherKey])
    #expect(stage.failures(with(signing: good.chain[0])) == [.otherKey])
    #expect(stage.failures(with(chain: Array(good.chain.dropLast()))) == [.chainBroken])
    #expect(stage.failures(with(chain: [good.chain[0], good.chain[2], good.chain[1]])).contains(.chainBroken))
    let receipt = try Receipt.make(
      device: TestKeys.laptop.publicKey, accountKey: TestKeys.account, ethereumAddress: nil)
    #expect(stage.failures(with(receipt: receipt)) == [.receiptRefused])
    #expect(stage.failures(good, at: Self.now.adding(seconds: 30 * 365 * 86_400)).contains(.expired))
  }

  @Test func `the account's keys as bytes have one form`() throws {
    let seed = try Secret(copying: TestAccount.seed)
    for seed in [seed, nil] {
      let keys = AccountKeys(
        account: try TestKeys.otherAccount.pkcs8DER(), authority: try TestKeys.otherAuthority.pkcs8DER(),
        recoverySeed: seed)
      let bytes = try keys.serialise()
      let read = try AccountKeys(bytes)
      #expect(read.account.matches(keys.account) && read.authority.matches(keys.authority))
      #expect((read.recoverySeed == nil) == (seed == nil))
      if let seed { #expect(read.recoverySeed?.matches(seed) == true) }
      let plain = bytes.withBytes { Array($0) }
      let short = stride(from: 0, to: plain.count, by: 97).map { Array(plain.prefix($0)) }
      for bad in short + [plain + [0], Array("SIGNETKEYS1".utf8) + plain] {
        #expect {
          try AccountKeys(Secret(copying: bad))
        } throws: {
          ($0 as? IdentityError)?.kind == .handoverMalformed
        }
      }
    }
  }
}
