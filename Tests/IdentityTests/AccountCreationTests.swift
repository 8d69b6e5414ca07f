import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Creating an account")
struct AccountCreationTests {
  @Test("A new account's certificates are exactly of Jami's profile, and its device verifies")
  func certificates() throws {
    let account = try TestAccount.make()
    let chain = account.new.device.chain
    #expect(chain.count == 3)
    #expect(CertificateProfile.device.deviations(of: chain[0]) == [])
    #expect(CertificateProfile.account.deviations(of: chain[1]) == [])
    #expect(CertificateProfile.authority.deviations(of: chain[2]) == [])
    #expect(
      DeviceVerifier.verify(
        chain: chain, account: account.certificate, revocations: account.noRevocations, now: TestAccount.birth) == [])
    let receipt = account.new.device.receipt
    #expect(receipt.verify(account: account.certificate.publicKey, device: chain[0].publicKey) == [])
  }

  @Test("Its archive holds the keys, the settings that Jami needs, and the recovery seed")
  func archive() throws {
    let account = try TestAccount.make(scheme: .password)
    let archive = account.archive
    #expect(archive.chain == Array(account.new.device.chain.dropFirst()))
    #expect(archive.authorityKey?.publicKey == TestKeys.authority.publicKey)
    #expect(archive.displayName == "Ada")
    #expect(archive.setting("Account.type") == "RING")
    #expect(archive.setting("Account.username") == account.new.account.id.text)
    #expect(archive.setting("Account.archiveHasPassword") == "true")
    #expect(archive.revocationList == nil)
    let seed = try SignetFields(try #require(archive.signet)).recoverySeed
    #expect(seed?.matches(try Secret(copying: TestAccount.seed)) == true)
  }

  @Test("Without a password the archive says so, and changing the password changes it")
  func hasPassword() throws {
    var archive = try TestAccount.make().archive
    #expect(archive.setting("Account.archiveHasPassword") == "false")
    try archive.noteScheme(.key)
    #expect(archive.setting("Account.archiveHasPassword") == "true")
  }

  @Test("The account is known by its ID, pinned by its fingerprint, and the address is that of its Ethereum key")
  func account() throws {
    let account = try TestAccount.make().new.account
    #expect(account.id.bytes == TestKeys.account.publicKey.sha1)
    #expect(account.fingerprint.bytes == TestKeys.account.publicKey.sha256)
    #expect(account.ethereumAddress == "1a642f0e3c3af545e7acbd38b07251b3990914f1")
    #expect(account.displayName == "Ada")
    #expect(account.createdAt == TestAccount.birth)
  }

  @Test("The first device is a full, active one that was created with the account")
  func device() throws {
    let device = try TestAccount.make().new.device.device
    #expect(device.name == "phone")
    #expect(device.role == .full)
    #expect(device.state == .active)
    #expect(device.enrolment == .created)
    #expect(device.id == DeviceID(of: TestKeys.phone.publicKey))
  }

  @Test("Signet's own entry is read back, and anything of another form is not guessed at")
  func signetFields() throws {
    for _ in 0..<20 {
      let seed = try Secret(copying: (0..<32).map { _ in UInt8.random(in: .min ... .max) })
      #expect(try SignetFields(SignetFields(recoverySeed: seed).text()).recoverySeed?.matches(seed) == true)
    }
    #expect(try SignetFields(SignetFields(recoverySeed: nil).text()).recoverySeed == nil)
    let bytes = (0..<32).map { UInt8($0) }
    let text = try SignetFields(recoverySeed: Secret(copying: bytes)).text()
    let expected = "{\"version\":1,\"recoverySeed\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}"
    #expect(text.withBytes { Array($0) } == Array(expected.utf8))
    let bad = [
      "", "{}", "{\"version\":2}", expected + " ", String(expected.dropLast(3)),
      expected.replacing("Hh8=", with: "Hh9="), expected.replacing("AAEC", with: "AA-C"),
    ]
    for text in bad {
      #expect(throws: IdentityError(.signetFieldsDamaged, "")) {
        try SignetFields(Secret(copying: Array(text.utf8)))
      }
    }
  }
}
