import GnuTLS
import Identity
import Platform
import Testing

@Suite("Enrolling a device")
struct EnrolmentTests {
  @Test("A device enrolled from the archive belongs to the account, and its certificate has no extensions")
  func enrolment() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop()
    #expect(laptop.device.enrolment == .restored)
    #expect(laptop.chain[0].keyUsage == nil && laptop.chain[0].subjectKeyIdentifier == nil)
    #expect(
      DeviceVerifier.verify(
        chain: laptop.chain, account: account.certificate, revocations: account.noRevocations, now: TestAccount.birth)
        == [])
    #expect(laptop.receipt.verify(account: account.certificate.publicKey, device: TestKeys.laptop.publicKey) == [])
  }

  @Test("A revoked key gets no new certificate")
  func revoked() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop()
    var revocations = account.noRevocations
    revocations.revoke(laptop.chain[0], at: TestAccount.birth)
    #expect(throws: IdentityError(.deviceRevoked, "")) { try account.enrolLaptop(revocations: revocations) }
  }

  @Test("Another account's revocations are not taken for 'nobody revoked'")
  func foreignRevocations() throws {
    let account = try TestAccount.make()
    let foreign = RevocationSet(account: AccountFingerprint(of: TestKeys.otherAccount.publicKey))
    #expect(throws: IdentityError(.otherAccount, "")) { try account.enrolLaptop(revocations: foreign) }
  }

  @Test("A device of an unfit name is not enrolled")
  func names() throws {
    let account = try TestAccount.make()
    #expect(throws: IdentityError(.nameRefused, "")) {
      try Enrolment.enrol(
        archive: account.archive, deviceKey: TestKeys.laptop, deviceName: "\u{7}", method: .restored,
        revocations: account.noRevocations, now: TestAccount.birth)
    }
  }
}
