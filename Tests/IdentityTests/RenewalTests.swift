import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Renewal and expiry")
struct RenewalTests {
  @Test("Renewal is due at two thirds of the life, to the second, and after the end too")
  func due() throws {
    let phone = try TestAccount.make().phone
    let due = TestAccount.birth.adding(seconds: CertificateIssuer.lifetime / 3 * 2)
    #expect(RenewalPolicy.decide(phone, isRevoked: false, now: TestAccount.birth) == .waitUntil(due))
    #expect(RenewalPolicy.decide(phone, isRevoked: false, now: due.adding(seconds: -1)) == .waitUntil(due))
    #expect(RenewalPolicy.decide(phone, isRevoked: false, now: due) == .due)
    #expect(RenewalPolicy.decide(phone, isRevoked: false, now: phone.notAfter) == .due)
    #expect(RenewalPolicy.decide(phone, isRevoked: false, now: phone.notAfter.adding(seconds: 1)) == .overdue)
  }

  @Test("A revoked key is never renewed, by serial number or by key")
  func revoked() throws {
    let account = try TestAccount.make()
    let late = account.phone.notAfter.adding(seconds: 1)
    var bySerial = account.noRevocations
    _ = bySerial.apply(try account.list(of: [account.phone]), account: account.certificate)
    let byKey = RevocationSet(
      account: account.fingerprint, keys: [DeviceID(of: account.phone.publicKey): TestAccount.birth])
    for set in [bySerial, byKey] {
      #expect(RenewalPolicy.decide(device: account.phone, revocations: set, now: late) == .refused)
      #expect(throws: IdentityError(.deviceRevoked, "")) {
        try ChainRenewal.renewDevice(account.phone, archive: account.archive, revocations: set, now: late)
      }
    }
  }

  @Test("A renewed device has the same ID, a new serial number and ten more years")
  func device() throws {
    let account = try TestAccount.make()
    let later = TestAccount.birth.adding(seconds: 250_000_000)
    let chain = try ChainRenewal.renewDevice(
      account.phone, archive: account.archive, revocations: account.noRevocations, now: later)
    #expect(DeviceID(of: chain[0].publicKey) == DeviceID(of: account.phone.publicKey))
    #expect(chain[0].serial != account.phone.serial)
    #expect(chain[0].notAfter == later.adding(seconds: CertificateIssuer.lifetime))
    #expect(
      DeviceVerifier.verify(
        chain: chain, account: account.certificate, revocations: account.noRevocations, now: later) == [])
  }

  @Test("Another account's device is not renewed")
  func foreignDevice() throws {
    let account = try TestAccount.make()
    let other = try TestAccount.make(account: TestKeys.otherAccount)
    #expect(throws: IdentityError(.otherAccount, "")) {
      try ChainRenewal.renewDevice(
        other.phone, archive: account.archive, revocations: account.noRevocations, now: TestAccount.birth)
    }
  }

  @Test("From 2026 to 2046 there is no day on which the account does not verify")
  func twentyYears() throws {
    let account = try TestAccount.make()
    var archive = account.archive
    var chain = account.new.device.chain
    let id = archive.jamiID
    for month in 0..<240 {
      let now = TestAccount.birth.adding(seconds: Int64(month) * 2_629_800)
      if try !ChainRenewal.renewAccount(in: &archive, now: now).isEmpty
        || RenewalPolicy.decide(device: chain[0], revocations: account.noRevocations, now: now) == .due
      {
        chain = try ChainRenewal.renewDevice(
          chain[0], archive: archive, revocations: account.noRevocations, now: now)
      }
      #expect(
        DeviceVerifier.verify(chain: chain, account: archive.account, revocations: account.noRevocations, now: now)
          == [])
    }
    #expect(archive.jamiID == id)
    #expect(archive.account != account.certificate)
  }

  @Test("Renewing the authority renews the account; without the authority's key it is said which key is missing")
  func account() throws {
    let account = try TestAccount.make()
    var archive = account.archive
    #expect(try ChainRenewal.renewAccount(in: &archive, now: TestAccount.birth) == [])
    let late = TestAccount.birth.adding(seconds: 2 * CertificateIssuer.lifetime)
    #expect(
      try ChainRenewal.renewAccount(in: &archive, now: late) == [.authorityCertificate, .accountCertificate])
    #expect(archive.account.isSigned(by: archive.chain[1].publicKey))
    #expect(archive.account.isValid(at: late) && archive.chain[1].isValid(at: late))
    #expect(CertificateProfile.account.deviations(of: archive.account) == [])

    var without = account.archive
    without.authorityKey = nil
    #expect(throws: IdentityError(.authorityKeyMissing, "")) { try ChainRenewal.renewAccount(in: &without, now: late) }
    #expect(without.chain == account.archive.chain)
  }

  @Test("An archive without the authority's certificate gets one when its account is renewed")
  func missingAuthority() throws {
    var archive = try TestAccount.make().archive
    archive.chain = [archive.account]
    let late = TestAccount.birth.adding(seconds: CertificateIssuer.lifetime)
    #expect(
      try ChainRenewal.renewAccount(in: &archive, now: late) == [.authorityCertificate, .accountCertificate])
    #expect(archive.chain.count == 2 && archive.account.isSigned(by: TestKeys.authority.publicKey))
  }

  @Test("The forecast names what ends first, warns at 30, 7 and 1 days, and is urgent under 7")
  func forecast() throws {
    let account = try TestAccount.make()
    let later = TestAccount.birth.adding(seconds: 1000)
    let laptop = try account.enrolLaptop(now: later).chain[0]
    let next = ExpiryForecast.next(account: account.new.account, device: laptop)
    #expect(next.subject == .accountCertificate)
    #expect(next.expiresAt == account.certificate.notAfter)

    let end = next.expiresAt
    let day: Int64 = 86_400
    #expect(next.warning(now: end.adding(seconds: -31 * day)) == nil)
    #expect(next.warning(now: end.adding(seconds: -30 * day)) == 30)
    #expect(next.warning(now: end.adding(seconds: -7 * day)) == 7)
    #expect(next.warning(now: end.adding(seconds: -day)) == 1)
    #expect(next.warning(now: end.adding(seconds: 1)) == 0)
    #expect(!next.isUrgent(now: end.adding(seconds: -7 * day)))
    #expect(next.isUrgent(now: end.adding(seconds: -7 * day + 1)))
  }
}
