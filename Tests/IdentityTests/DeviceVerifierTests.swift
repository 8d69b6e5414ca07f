import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Verifying a device")
struct DeviceVerifierTests {
  private func failures(
    _ chain: [Certificate], _ account: TestAccount, now: UnixTime = TestAccount.birth
  ) -> [DevicePolicyName] {
    DeviceVerifier.verify(
      chain: chain, account: account.certificate, revocations: account.noRevocations, now: now
    ).map(\.policy)
  }

  @Test("A real jamid's device verifies")
  func realDevice() throws {
    let chain = try JamiVectors.read().chain
    let set = RevocationSet(account: AccountFingerprint(of: chain[1].publicKey))
    let now = chain[0].notBefore
    #expect(DeviceVerifier.verify(chain: chain, account: chain[1], revocations: set, now: now) == [])
    #expect(DeviceVerifier.verify(chain: Array(chain.prefix(2)), account: chain[1], revocations: set, now: now) == [])
  }

  @Test("A certificate that another account signed fails, whatever it says in it")
  func otherSigner() throws {
    let account = try TestAccount.make()
    // The impostor has the account's authority sign a certificate of his own key; names are as they should be.
    let impostor = try CertificateIssuer.account(
      key: TestKeys.otherAccount.publicKey, authority: account.archive.chain[1], authorityKey: TestKeys.authority,
      now: TestAccount.birth)
    let request = try CertificateRequest.make(for: TestKeys.laptop, commonName: CertificateIssuer.deviceName)
    let device = try CertificateIssuer.device(
      request: request, account: impostor, accountKey: TestKeys.otherAccount, now: TestAccount.birth)
    let authority = account.archive.chain[1]
    #expect(failures([device, impostor, authority], account) == [.chainShape, .signedByAccount])
    #expect(failures([device, account.certificate, authority], account) == [.chainShape, .signedByAccount])
  }

  @Test("The ends of the validity are inside, one second further is not")
  func validity() throws {
    let account = try TestAccount.make()
    let chain = account.new.device.chain
    let end = chain[0].notAfter
    #expect(failures(chain, account, now: TestAccount.birth) == [])
    #expect(failures(chain, account, now: end) == [])
    #expect(failures(chain, account, now: end.adding(seconds: 1)) == [.deviceInDate, .accountInDate])
    #expect(failures(chain, account, now: TestAccount.birth.adding(seconds: -1)) == [.deviceInDate, .accountInDate])
  }

  @Test("An old chain is good under the account certificate that was renewed since")
  func renewedAccount() throws {
    let account = try TestAccount.make()
    let later = TestAccount.birth.adding(seconds: CertificateIssuer.lifetime - 10)
    var archive = account.archive
    _ = try ChainRenewal.renewAccount(in: &archive, now: later)
    #expect(archive.account != account.certificate)
    let verdict = DeviceVerifier.verify(
      chain: account.new.device.chain, account: archive.account, revocations: account.noRevocations, now: later)
    #expect(verdict == [])
    let tooLate = DeviceVerifier.verify(
      chain: account.new.device.chain, account: archive.account, revocations: account.noRevocations,
      now: later.adding(seconds: 20))
    #expect(tooLate.map(\.policy) == [.deviceInDate])
  }

  @Test("Chains of another shape fail: empty, alone, too long, out of order, one key twice")
  func shapes() throws {
    let account = try TestAccount.make()
    let chain = account.new.device.chain
    #expect(failures([], account) == [.chainShape])
    #expect(failures([chain[0]], account) == [.chainShape])
    #expect(failures(chain + [chain[2]], account) == [.chainShape])
    #expect(failures([chain[1], chain[0], chain[2]], account).contains(.chainShape))
    #expect(failures([chain[1], chain[1]], account).contains(.chainShape))
    #expect(failures([chain[0], chain[1], chain[1]], account) == [.chainShape])
    let strange = try CertificateIssuer.authority(key: TestKeys.otherAuthority, now: TestAccount.birth)
    #expect(failures([chain[0], chain[1], strange], account) == [.chainShape])
  }

  @Test("An account certificate that may not issue certificates vouches for nobody")
  func notAnAuthority() throws {
    let account = try TestAccount.make()
    let chain = account.new.device.chain
    // A certificate of the account key, as a device's: no CA:TRUE.
    let request = try CertificateRequest.make(for: TestKeys.account, commonName: CertificateIssuer.accountName)
    let plain = try CertificateIssuer.device(
      request: request, account: chain[2], accountKey: TestKeys.authority, now: TestAccount.birth)
    #expect(failures([chain[0], plain, chain[2]], account) == [.chainShape])
  }

  @Test("Without the right account's revocations nothing verifies")
  func foreignRevocations() throws {
    let account = try TestAccount.make()
    let foreign = RevocationSet(account: AccountFingerprint(of: TestKeys.otherAccount.publicKey))
    let verdict = DeviceVerifier.verify(
      chain: account.new.device.chain, account: account.certificate, revocations: foreign, now: TestAccount.birth)
    #expect(verdict.map(\.policy) == [.chainShape])
  }

  @Test("The profile tells what is not as Jami makes it")
  func profile() throws {
    let account = try TestAccount.make()
    let chain = account.new.device.chain
    let swapped = CertificateProfile.device.deviations(of: chain[1])
    #expect(Set(swapped) == [.commonName, .basicConstraints, .keyUsage])
    #expect(CertificateProfile.account.deviations(of: chain[2]) == [.commonName])
    let short = try CertificateIssuer.authority(key: TestKeys.short, now: TestAccount.birth)
    #expect(CertificateProfile.authority.deviations(of: short) == [.keyLength])
    // Real ones differ in nothing but the serial number, of which half are negative.
    let real = try JamiVectors.read().chain
    let found = zip([CertificateProfile.device, .account, .authority], real).flatMap { $0.deviations(of: $1) }
    #expect(Set(found).subtracting([.serial]) == [])
  }
}
