import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

/// The first seven tests are the seven situations in which GnuTLS's own chain verification lets a revoked device in,
/// or lets a device revoke its siblings.
@Suite("Revocations")
struct RevocationSetTests {
  private func verdict(
    _ device: Certificate, _ account: TestAccount, _ set: RevocationSet, now: UnixTime = TestAccount.birth
  ) -> [DevicePolicyName] {
    DeviceVerifier.verify(
      chain: [device] + account.archive.chain, account: account.certificate, revocations: set, now: now
    ).map(\.policy)
  }

  @Test("A list of the account revokes the device that it names, and only that")
  func freshList() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    var set = account.noRevocations
    #expect(set.apply(try account.list(of: [account.phone]), account: account.certificate) == [])
    #expect(verdict(account.phone, account, set) == [.notRevokedBySerial])
    #expect(verdict(laptop, account, set) == [])
  }

  @Test("A list that has expired still revokes")
  func expiredList() throws {
    // Its nextUpdate is the account certificate's end: ten years on it is over.
    let account = try TestAccount.make()
    var set = account.noRevocations
    _ = set.apply(try account.list(of: [account.phone]), account: account.certificate)
    let later = TestAccount.birth.adding(seconds: CertificateIssuer.lifetime + 86_400)
    #expect(verdict(account.phone, account, set, now: later).contains(.notRevokedBySerial))
  }

  @Test("A list dated in the future revokes at once")
  func futureList() throws {
    let account = try TestAccount.make()
    let future = try account.list(of: [account.phone], at: TestAccount.birth.adding(seconds: 86_400 * 365))
    var set = account.noRevocations
    #expect(set.apply(future, account: account.certificate) == [])
    #expect(verdict(account.phone, account, set) == [.notRevokedBySerial])
  }

  @Test("Lists of two siblings add up")
  func siblings() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    var set = account.noRevocations
    _ = set.apply(try account.list(of: [account.phone], number: 4), account: account.certificate)
    _ = set.apply(try account.list(of: [laptop], number: 4), account: account.certificate)
    #expect(verdict(account.phone, account, set) == [.notRevokedBySerial])
    #expect(verdict(laptop, account, set) == [.notRevokedBySerial])
  }

  @Test("A lower number in the same second takes nothing back, and the highest number is remembered")
  func lowerNumber() throws {
    let account = try TestAccount.make()
    var set = account.noRevocations
    _ = set.apply(try account.list(of: [account.phone], number: 9), account: account.certificate)
    _ = set.apply(try account.list(of: [], number: 1), account: account.certificate)
    #expect(verdict(account.phone, account, set) == [.notRevokedBySerial])
    #expect(set.highestNumber == RevocationNumber(octets: [9]))
  }

  @Test("A revoked key stays revoked under every new serial number")
  func newSerial() throws {
    let account = try TestAccount.make()
    let again = try CertificateIssuer.renewed(
      account.phone, issuer: account.certificate, issuerKey: TestKeys.account, now: TestAccount.birth)
    var set = account.noRevocations
    _ = set.apply(
      try account.list(of: [account.phone]), account: account.certificate, known: [account.phone])
    #expect(again.serial != account.phone.serial)
    #expect(verdict(again, account, set) == [.notRevokedByKey])

    // The next list names the new serial number too, for those who know nothing else.
    set.learn(again, account: account.certificate)
    #expect(verdict(again, account, set) == [.notRevokedBySerial, .notRevokedByKey])
    let list = try CumulativeList.issue(
      set, account: account.certificate, accountKey: TestKeys.account, now: TestAccount.birth)
    #expect(Set(list.entries.map(\.serial)) == [account.phone.serial, again.serial])
  }

  @Test("A device cannot revoke its siblings: only the account's own signature counts")
  func signedByDevice() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    // The library refuses to issue a list for another's key, so the device dresses up as the account.
    let impostor = try CertificateIssuer.account(
      key: TestKeys.laptop.publicKey, authority: account.archive.chain[1], authorityKey: TestKeys.authority,
      now: TestAccount.birth)
    let forged = try RevocationList.issue(
      entries: [.init(serial: account.phone.serial, revokedAt: TestAccount.birth)], number: [1], account: impostor,
      accountKey: TestKeys.laptop, thisUpdate: TestAccount.birth)
    var set = account.noRevocations
    #expect(set.apply(forged, account: account.certificate) == [.notSignedByAccount, .otherIssuer])
    #expect(set.apply(forged, account: impostor) == [.otherAccount])
    #expect(set.apply(forged, account: laptop).contains(.otherAccount))
    #expect(set.isEmpty)
    #expect(verdict(account.phone, account, set) == [])
  }

  @Test("The list of a real jamid, with its negative number, is taken in and finds its device")
  func realList() throws {
    let vectors = try JamiVectors.read()
    let chain = try vectors.chain
    var set = RevocationSet(account: AccountFingerprint(of: chain[1].publicKey))
    #expect(set.apply(try RevocationList(der: Array(vectors.revocationList)), account: chain[1]) == [])
    #expect(set.revokes(serial: try #require(Hex.bytes(of: vectors.revokedSerial))))
    #expect(!set.revokes(serial: chain[0].serial))
    #expect(set.highestNumber?.magnitude == Hex.bytes(of: vectors.revocationNumber.dropFirst(4)))
    #expect(set.count(known: []) == 1)
  }

  @Test("A serial number with superfluous octets in front is the same number")
  func serialForms() throws {
    let account = try TestAccount.make()
    let set = RevocationSet(account: account.fingerprint, serials: [[0x00, 0x12, 0x34]: TestAccount.birth])
    #expect(set.revokes(serial: [0x12, 0x34]) && set.revokes(serial: [0x00, 0x00, 0x12, 0x34]))
    #expect(!set.revokes(serial: [0x34]) && !set.revokes(serial: [0xff, 0x12, 0x34]))
    let negative = RevocationSet(account: account.fingerprint, serials: [[0xf1, 0x34]: TestAccount.birth])
    #expect(negative.revokes(serial: [0xff, 0xf1, 0x34]))
    #expect(!negative.revokes(serial: [0x00, 0xf1, 0x34]), "a positive number is another one")
  }

  @Test("Merging is union, in any order and any number of times; the earliest date stands")
  func union() throws {
    let account = try TestAccount.make()
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let sets = (0..<3).map { _ in
        RevocationSet(
          account: account.fingerprint,
          serials: Dictionary(
            (0..<4).map { _ in
              ([UInt8.random(in: 1...5, using: &generator)], UnixTime(seconds: .random(in: 0...9, using: &generator)))
            }
          ) { min($0, $1) },
          highestNumber: RevocationNumber(octets: [.random(in: 1...9, using: &generator)]))
      }
      let forward = try sets[0].merging(sets[1]).merging(sets[2])
      let backward = try sets[2].merging(sets[1].merging(sets[0])).merging(sets[1])
      #expect(forward == backward)
      for set in sets {
        for (serial, time) in set.serials { #expect(try #require(forward.serials[serial]) <= time) }
      }
    }
    let other = RevocationSet(account: AccountFingerprint(of: TestKeys.otherAccount.publicKey))
    #expect(throws: IdentityError(.otherAccount, "")) { try account.noRevocations.merging(other) }
  }

  @Test("Numbers are counted on as unsigned ones, past a byte and past the sign, to at most 20 octets")
  func numbers() throws {
    #expect(try RevocationNumber(octets: [0]).next().octets == [1])
    #expect(try RevocationNumber(octets: [0x7f]).next().octets == [0x00, 0x80])
    #expect(try RevocationNumber(octets: [0x00, 0xff]).next().octets == [0x01, 0x00])
    let negative = RevocationNumber(octets: [0xf0, 0, 0, 0, 0, 0, 0, 1])
    #expect(try negative.next().octets == [0, 0xf0, 0, 0, 0, 0, 0, 0, 2])
    #expect(try negative.next() > RevocationNumber(octets: [0x7f, 0xff]))
    let last = RevocationNumber(octets: [0x7f] + [UInt8](repeating: 0xff, count: 19))
    #expect(throws: IdentityError(.revocationNumberExhausted, "")) { try last.next() }
  }

  @Test("A list that is signed next is above all seen ones in number and date, and not signed where none is needed")
  func cumulativeList() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    let future = TestAccount.birth.adding(seconds: 1000)
    var set = account.noRevocations
    #expect(CumulativeList.covers(nil, set))
    let first = try account.list(of: [account.phone], number: 9, at: future)
    _ = set.apply(first, account: account.certificate)
    #expect(CumulativeList.covers(first, set))
    set.revoke(laptop, at: TestAccount.birth)
    #expect(!CumulativeList.covers(first, set))
    let next = try CumulativeList.issue(
      set, account: account.certificate, accountKey: TestKeys.account, now: TestAccount.birth)
    #expect(next.number == [10])
    #expect(next.thisUpdate == future)
    #expect(Set(next.entries.map(\.serial)) == [account.phone.serial, laptop.serial])
    #expect(next.isSigned(by: TestKeys.account.publicKey))
    #expect(CumulativeList.covers(next, set))
  }

  @Test("Two devices that each make a first list do not give them the same number")
  func firstNumbers() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    let numbers = try [account.phone, laptop].map { device in
      var set = account.noRevocations
      set.revoke(device, at: TestAccount.birth)
      return try CumulativeList.issue(
        set, account: account.certificate, accountKey: TestKeys.account, now: TestAccount.birth
      ).number
    }
    #expect(numbers[0] != numbers[1])
    #expect(numbers.allSatisfy { $0?.count == 8 && ($0?.first ?? 0xff) < 0x80 })
  }

  @Test("How many are revoked counts each device once, however many certificates it had")
  func count() throws {
    let account = try TestAccount.make()
    let again = try CertificateIssuer.renewed(
      account.phone, issuer: account.certificate, issuerKey: TestKeys.account, now: TestAccount.birth)
    var set = account.noRevocations
    _ = set.apply(try account.list(of: [account.phone, again]), account: account.certificate)
    #expect(set.count(known: []) == 2)
    let known = [account.phone, again]
    for certificate in known { set.learn(certificate, account: account.certificate) }
    #expect(set.count(known: known) == 1)
  }
}
