import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Verifying a path")
struct PathVerifierTests {
  private let account: TestAccount
  private let authority: Certificate

  init() throws {
    account = try TestAccount.make()
    authority = account.archive.chain[1]
  }

  private func failures(
    _ path: [Certificate], depthLimit: Int = 1, after seconds: Int64 = 0
  ) -> [PathPolicyName] {
    PathVerifier.verify(
      PathEvidence(path: path, depthLimit: depthLimit, now: TestAccount.birth.adding(seconds: seconds))
    ).map(\.policy)
  }

  /// An account certificate with these extensions.
  private func accountCertificate(
    _ keyUsage: KeyUsage?, isAuthority: Bool = true, pathLength: UInt8? = nil
  ) throws -> Certificate {
    try HandmadeCertificate.of(
      TestKeys.account.publicKey, keyUsage: keyUsage, isAuthority: isAuthority, pathLength: pathLength,
      issuer: authority, issuerKey: TestKeys.authority, now: TestAccount.birth)
  }

  @Test func `our chain and a real jamid's verify, whole or up to the account`() throws {
    for chain in [account.new.device.chain, try JamiVectors.read().chain] {
      let now = chain[0].notBefore.seconds - TestAccount.birth.seconds
      #expect(failures(chain, after: now) == [])
      #expect(failures([chain[0], chain[1]], after: now) == [])
    }
  }

  @Test func `a path without an issuer, or longer than it may be, fails by its length alone`() throws {
    let chain = account.new.device.chain
    #expect(failures([]) == [.length])
    #expect(failures([chain[0]]) == [.length])
    #expect(failures(chain, depthLimit: 0) == [.length])
    let short = try accountCertificate([.certificateSigning], pathLength: 0)
    #expect(failures([chain[0], short, authority]) == [])
    // The account below another account that allows no issuer below it.
    let second = try CertificateIssuer.account(
      key: TestKeys.laptop.publicKey, authority: short, authorityKey: TestKeys.account, now: TestAccount.birth)
    #expect(failures([account.phone, second, short, authority], depthLimit: 2).contains(.length))
    #expect(!failures([second, short, authority]).contains(.length), "the first is not counted")
  }

  @Test func `an issuer needs CA TRUE, and keyCertSign if it has a key usage`() throws {
    let phone = account.phone
    #expect(failures([phone, try accountCertificate(nil)]) == [])
    #expect(failures([phone, try accountCertificate([.revocationListSigning])]) == [.issuers])
    #expect(failures([phone, try accountCertificate(nil, isAuthority: false)]) == [.issuers])
    // In the first place, too, nobody has the one without the other.
    let claims = try accountCertificate([.certificateSigning], isAuthority: false)
    #expect(failures([claims, authority]) == [.issuers])
  }

  @Test func `who signed it and whom it names are asked apart`() throws {
    let other = try CertificateIssuer.authority(key: TestKeys.otherAuthority, now: TestAccount.birth)
    #expect(failures([account.certificate, other]) == [.names, .signatures])
    // The name is right and the key is not.
    let dressed = try HandmadeCertificate.of(
      TestKeys.otherAuthority.publicKey, keyUsage: nil, subject: authority.subject, issuer: authority,
      issuerKey: TestKeys.otherAuthority, now: TestAccount.birth)
    #expect(failures([account.certificate, dressed]) == [.signatures])
  }

  @Test func `every certificate must be in date, the trusted one too`() throws {
    let chain = account.new.device.chain
    #expect(failures(chain, after: -1) == [.inDate])
    #expect(failures(chain, after: CertificateIssuer.lifetime) == [])
    #expect(failures(chain, after: CertificateIssuer.lifetime + 1) == [.inDate])
    let later = try CertificateIssuer.renewed(
      authority, issuer: authority, issuerKey: TestKeys.authority, now: TestAccount.birth.adding(seconds: 100))
    #expect(failures([account.certificate, later], after: 50) == [.inDate])
  }

  @Test func `the reasons name the certificate that they are about`() throws {
    let evidence = PathEvidence(
      path: account.new.device.chain, titles: ["device", "account"], lists: [], demandsLists: true,
      now: TestAccount.birth.adding(seconds: -1))
    let reasons = PathVerifier.verify(evidence).map(\.description)
    #expect(
      reasons == [
        "inDate: the device certificate is not valid before 2026-11-21T00:00:00Z",
        "statusKnown: whether the device certificate is revoked is not known: there is no list of its issuer",
      ])
    let unsigned = PathEvidence(path: [account.certificate, account.phone], now: TestAccount.birth)
    let text = PathVerifier.verify(unsigned).map(\.reason).joined(separator: "; ")
    #expect(text.contains("certificate 1 is not signed by its issuer"), "\(text)")
    #expect(text.contains("certificate 2 may not issue others (no CA:TRUE)"), "\(text)")
  }
}
