import GnuTLS
import Identity
import Platform
import Testing

/// Every list here revokes the phone; what it says about the others is another matter.
@Suite("Revocation lists that do not vouch")
struct ListReservationTests {
  private let account: TestAccount

  init() throws { account = try TestAccount.make() }

  private func list(number: [UInt8] = [5]) -> HandmadeList {
    HandmadeList(of: account.certificate, revoking: [account.phone], number: number, at: TestAccount.birth)
  }

  private func reservations(
    about list: HandmadeList, highest: [UInt8]? = nil, after seconds: Int64 = 0
  ) throws -> [RevocationListReservation] {
    let list = try list.signed(by: TestKeys.account)
    var set = account.noRevocations
    #expect(set.apply(list, account: account.certificate) == [])
    #expect(set.revokes(serial: account.phone.serial), "whatever speaks against it, it revokes")
    return RevocationListVerifier.reservations(
      about: list, highest: highest.map(RevocationNumber.init(octets:)),
      now: TestAccount.birth.adding(seconds: seconds))
  }

  @Test func `a list in date with the highest number vouches, up to the last second of its time`() throws {
    #expect(try reservations(about: list()) == [])
    #expect(try reservations(about: list(), highest: [5], after: 86_400) == [])
  }

  @Test func `one that has ended does not, and its age is told`() throws {
    let ended = try reservations(about: list(), after: 86_400 * 40)
    #expect(ended.map(\.policy) == [.inDate])
    #expect(ended[0].reason == "the revocation list ended at 2026-11-22T00:00:00Z; it is 40 days old")
    #expect(try reservations(about: list(), after: 86_401).map(\.policy) == [.inDate])
  }

  @Test func `one that has no end does not`() throws {
    var endless = list()
    endless.nextUpdate = nil
    let reservations = try reservations(about: endless, after: 86_400)
    #expect(
      reservations.map(\.description) == [
        "inDate: the revocation list does not say until when it counts; it is 1 day old"
      ])
  }

  @Test func `one that is dated in the future does not, but clocks may differ by ten minutes`() throws {
    #expect(try reservations(about: list(), after: -RevocationListVerifier.clockSkew) == [])
    let early = try reservations(about: list(), after: -RevocationListVerifier.clockSkew - 1)
    #expect(
      early.map(\.description) == ["notAhead: the revocation list is dated in the future, 2026-11-21T00:00:00Z"])
  }

  @Test func `one with a lower number than was seen before does not`() throws {
    #expect(try reservations(about: list(), highest: [6]).map(\.policy) == [.number])
    #expect(try reservations(about: list(), highest: [4]) == [])
  }

  @Test func `one without a number, with a critical one, or one of more than 20 octets does not`() throws {
    var none = list()
    none.extensions = []
    #expect(try reservations(about: none).map(\.reason) == ["the revocation list has no number"])
    var critical = list()
    critical.extensions = [HandmadeList.number([5], isCritical: true)]
    let reasons = try reservations(about: critical).map(\.reason)
    #expect(reasons == ["the number of the revocation list is marked critical"])
    let long = try reservations(about: list(number: [UInt8](repeating: 0x11, count: 21)))
    #expect(long.map(\.reason) == ["the number of the revocation list has more than 20 octets"])
    #expect(try reservations(about: list(number: [UInt8](repeating: 0x11, count: 20))) == [])
  }

  @Test func `the highest number there is, and a longer one, stop no revocation`() throws {
    let largest = [0x7f] + [UInt8](repeating: 0xff, count: 19)
    var set = account.noRevocations
    for number in [largest, [UInt8](repeating: 0x7f, count: 40), [UInt8](repeating: 0xff, count: 20)] {
      let poison = try list(number: number).signed(by: TestKeys.account)
      #expect(set.apply(poison, account: account.certificate) == [])
    }
    #expect(set.highestNumber == RevocationNumber(octets: largest))
    let laptop = try account.enrolLaptop().chain[0]
    set.revoke(laptop, at: TestAccount.birth)
    let next = try CumulativeList.issue(
      set, account: account.certificate, accountKey: TestKeys.account, now: TestAccount.birth)
    #expect(next.number == largest)
    #expect(next.entries.map(\.serial).contains(laptop.serial))
    #expect(CumulativeList.covers(next, set))
  }
}
