import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

/// The situations of `RevocationSetTests` in the hands of OpenSSL, which asks one question where we ask two. Where it
/// differs, it is because it believes one list, the newest, and knows serial numbers only.
@Suite("Revocation lists and OpenSSL", .enabled(if: OpenSSL.path != nil, OpenSSL.skipped))
struct OpenSSLTests {
  private let account: TestAccount
  private let laptop: Certificate

  init() throws {
    account = try TestAccount.make()
    laptop = try account.enrolLaptop().chain[0]
  }

  private func list(_ devices: [Certificate], number: UInt8 = 1, after seconds: Int64 = 0) -> HandmadeList {
    HandmadeList(
      of: account.certificate, revoking: devices, number: [number], at: TestAccount.birth.adding(seconds: seconds))
  }

  private func openssl(
    _ device: Certificate, _ lists: [RevocationList], after seconds: Int64 = 60
  ) throws -> String? {
    try OpenSSL.complaint(
      about: device, issuers: account.archive.chain, lists: lists, at: TestAccount.birth.adding(seconds: seconds))
  }

  /// Ours, with the lists demanded as `-crl_check` demands them.
  private func ours(
    _ device: Certificate, _ lists: [RevocationList], after seconds: Int64 = 60
  ) -> [PathPolicyName] {
    PathVerifier.verify(
      PathEvidence(
        path: [device, account.certificate], lists: lists, demandsLists: true,
        now: TestAccount.birth.adding(seconds: seconds))
    ).map(\.policy)
  }

  @Test func `a list in order: both refuse the device that it names, and only that`() throws {
    let lists = [try list([account.phone]).signed(by: TestKeys.account)]
    #expect(try openssl(account.phone, lists) == "certificate revoked")
    #expect(ours(account.phone, lists) == [.notRevoked])
    #expect(try openssl(laptop, lists) == nil)
    #expect(ours(laptop, lists) == [])
  }

  @Test func `no list: both say that they cannot know`() throws {
    let other = try TestAccount.make(account: TestKeys.otherAccount)
    let lists = [
      try HandmadeList(of: other.certificate, revoking: [account.phone], at: TestAccount.birth)
        .signed(by: TestKeys.otherAccount)
    ]
    #expect(try openssl(account.phone, lists) == "unable to get certificate CRL")
    #expect(ours(account.phone, lists) == [.statusKnown])
  }

  @Test func `an expired list: both refuse, and for us the device that it names is revoked all the same`() throws {
    let lists = [try list([account.phone]).signed(by: TestKeys.account)]
    let later: Int64 = 86_400 * 30
    #expect(try openssl(account.phone, lists, after: later) == "CRL has expired")
    #expect(ours(account.phone, lists, after: later) == [.notRevoked, .statusKnown])
    #expect(try openssl(laptop, lists, after: later) == "CRL has expired")
    #expect(ours(laptop, lists, after: later) == [.statusKnown])
  }

  @Test func `a list dated in the future: both refuse`() throws {
    let lists = [try list([account.phone], after: 86_400).signed(by: TestKeys.account)]
    #expect(try openssl(account.phone, lists) == "CRL is not yet valid")
    #expect(ours(account.phone, lists) == [.notRevoked, .statusKnown])
  }

  @Test func `lists of two siblings: OpenSSL believes the newer one alone, we believe both`() throws {
    let lists = [
      try list([account.phone]).signed(by: TestKeys.account),
      try list([laptop], number: 2, after: 1).signed(by: TestKeys.account),
    ]
    #expect(try openssl(laptop, lists) == "certificate revoked")
    #expect(try openssl(account.phone, lists) == nil)
    #expect(ours(laptop, lists) == [.notRevoked])
    #expect(ours(account.phone, lists) == [.notRevoked])
  }

  @Test func `a lower number with a newer date: OpenSSL lets the device in, we do not`() throws {
    let lists = [
      try list([account.phone], number: 9).signed(by: TestKeys.account),
      try list([], number: 1, after: 1).signed(by: TestKeys.account),
    ]
    #expect(try openssl(account.phone, lists) == nil)
    #expect(ours(account.phone, lists) == [.notRevoked])
    // The lower one alone, after the higher one was seen, vouches for nobody.
    let old = RevocationSet(account: account.fingerprint, highestNumber: RevocationNumber(octets: [9]))
    let verdict = PathVerifier.verify(
      PathEvidence(
        path: [laptop, account.certificate], lists: [lists[1]], known: [account.fingerprint: old], demandsLists: true,
        now: TestAccount.birth.adding(seconds: 60)))
    #expect(verdict.map(\.policy) == [.statusKnown])
  }

  @Test func `a revoked key under a new serial number: OpenSSL lets it in, we do not`() throws {
    let again = try CertificateIssuer.renewed(
      account.phone, issuer: account.certificate, issuerKey: TestKeys.account, now: TestAccount.birth)
    let lists = [try list([account.phone]).signed(by: TestKeys.account)]
    #expect(try openssl(again, lists) == nil)
    var known = account.noRevocations
    known.revoke(account.phone, at: TestAccount.birth)
    let verdict = PathVerifier.verify(
      PathEvidence(
        path: [again, account.certificate], lists: lists, known: [account.fingerprint: known], demandsLists: true,
        now: TestAccount.birth.adding(seconds: 60)))
    #expect(verdict.map(\.policy) == [.notRevoked])
  }

  @Test func `a list that a device signed in the account's name: neither believes it, nor takes it for news`() throws {
    let lists = [try list([account.phone]).signed(by: TestKeys.laptop)]
    #expect(try openssl(account.phone, lists) == "CRL signature failure")
    #expect(ours(account.phone, lists) == [.statusKnown])
    // Beside a good one it changes nothing.
    let both = lists + [try list([laptop], after: 1).signed(by: TestKeys.account)]
    #expect(ours(account.phone, both) == [])
    #expect(ours(laptop, both) == [.notRevoked])
  }
}
