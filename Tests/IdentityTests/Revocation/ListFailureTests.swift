import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

/// What a list that the account did not mean that way can do: nothing.
@Suite("Revocation lists that are not believed")
struct ListFailureTests {
  private let account: TestAccount
  private let laptop: Certificate

  init() throws {
    account = try TestAccount.make()
    laptop = try account.enrolLaptop().chain[0]
  }

  private func list(number: [UInt8] = [1]) -> HandmadeList {
    HandmadeList(of: account.certificate, revoking: [account.phone], number: number, at: TestAccount.birth)
  }

  /// Why it is not believed; whatever the reason, it has changed nothing, and takes off nobody who was revoked before.
  private func failures(
    of list: HandmadeList, signedBy key: PrivateKey = TestKeys.account
  ) throws -> [RevocationListFailure] {
    let list = try list.signed(by: key)
    var empty = account.noRevocations
    let failures = empty.apply(list, account: account.certificate)
    guard !failures.isEmpty else { return [] }
    #expect(empty == account.noRevocations)
    var revoked = account.noRevocations
    revoked.revoke(laptop, at: TestAccount.birth)
    let before = revoked
    #expect(revoked.apply(list, account: account.certificate, known: [laptop, account.phone]) == failures)
    #expect(revoked == before)
    return failures
  }

  @Test func `a list made by hand and in order is believed`() throws {
    #expect(try failures(of: list()) == [])
  }

  @Test func `a device that signs in the account's name revokes nobody`() throws {
    #expect(try failures(of: list(), signedBy: TestKeys.laptop) == [.notSignedByAccount])
  }

  @Test func `the authority above the account revokes none of its devices`() throws {
    #expect(try failures(of: list(), signedBy: TestKeys.authority) == [.notSignedByAccount])
    var own = list()
    own.issuer = account.archive.chain[1].subject.der
    #expect(try failures(of: own, signedBy: TestKeys.authority) == [.notSignedByAccount, .otherIssuer])
  }

  @Test func `another account's list says nothing about this one, even where serial numbers are the same`() throws {
    let other = try TestAccount.make(account: TestKeys.otherAccount)
    var theirs = list()
    theirs.issuer = other.certificate.subject.der
    let failures = try failures(of: theirs, signedBy: TestKeys.otherAccount)
    #expect(failures == [.notSignedByAccount, .otherIssuer])
  }

  @Test func `a list under another name is not believed, though the account key signed it`() throws {
    var renamed = list()
    renamed.issuer = account.archive.chain[1].subject.der
    #expect(try failures(of: renamed) == [.otherIssuer])
  }

  @Test func `an account certificate with a key usage but without cRLSign revokes nobody`() throws {
    // Jami's form of a device's renewed certificate: it allows signatures, and no lists.
    let plain = try HandmadeCertificate.of(
      TestKeys.account.publicKey, keyUsage: [.digitalSignature], issuer: account.archive.chain[1],
      issuerKey: TestKeys.authority, now: TestAccount.birth)
    var own = list()
    own.issuer = plain.subject.der
    var set = account.noRevocations
    let signed = try own.signed(by: TestKeys.account)
    #expect(set.apply(signed, account: plain) == [.accountMayNotRevoke])
    #expect(set.isEmpty)
    // Without any key usage everything is allowed.
    let old = try HandmadeCertificate.of(
      TestKeys.account.publicKey, keyUsage: nil, issuer: account.archive.chain[1], issuerKey: TestKeys.authority,
      now: TestAccount.birth)
    #expect(set.apply(signed, account: old) == [])
  }

  @Test func `a delta list, an indirect one, and entries of other issuers are not the account's list`() throws {
    var delta = list()
    delta.extensions.append(HandmadeList.delta)
    delta.entries[0].extensions = [HandmadeList.removal]
    #expect(try failures(of: delta) == [.partialList])
    var indirect = list()
    indirect.extensions.append(HandmadeList.indirect)
    #expect(try failures(of: indirect) == [.partialList])
    var foreign = list()
    foreign.entries[0].extensions = [HandmadeList.issuer(account.archive.chain[1].subject.der)]
    #expect(try failures(of: foreign) == [.partialList])
  }

  @Test func `a critical extension that nobody knows, of the list or of an entry, makes it unreadable`() throws {
    let unknown = HandmadeList.element(99, isCritical: true, [0x05, 0x00])
    var ofList = list()
    ofList.extensions.append(unknown)
    #expect(try failures(of: ofList) == [.unknownCriticalExtension])
    var ofEntry = list()
    ofEntry.entries[0].extensions = [unknown]
    #expect(try failures(of: ofEntry) == [.unknownCriticalExtension])
    // The same without the mark is no matter.
    var harmless = list()
    harmless.extensions.append(HandmadeList.element(99, isCritical: false, [0x05, 0x00]))
    harmless.entries[0].extensions = [HandmadeList.element(99, isCritical: false, [0x05, 0x00])]
    #expect(try failures(of: harmless) == [])
  }

  @Test func `an entry with the reason removeFromCRL revokes like any other: nothing takes a device off`() throws {
    var removal = list()
    removal.entries[0].extensions = [HandmadeList.removal]
    var set = account.noRevocations
    #expect(try set.apply(removal.signed(by: TestKeys.account), account: account.certificate) == [])
    #expect(set.revokes(serial: account.phone.serial))
  }

  @Test func `a list that names one algorithm inside and another outside, or has an extension twice, is damaged`()
    throws
  {
    var two = list()
    two.algorithmInside = .rsaSHA256
    var twins = list()
    twins.extensions.append(HandmadeList.number([2]))
    for der in try [two, twins].map({ try $0.der(signedBy: TestKeys.account) }) {
      #expect(throws: GnuTLSError.self) { try RevocationList(der: der) }
    }
  }
}
