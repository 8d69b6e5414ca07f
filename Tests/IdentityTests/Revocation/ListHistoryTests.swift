import AccountArchive
import GnuTLS
import Identity
import Platform
import Testing

/// Lists of every kind, in every order.
@Suite("Histories of revocation lists")
struct ListHistoryTests {
  /// A list, and whether it is the account's own word.
  private struct Told {
    let list: RevocationList
    let counts: Bool
  }

  private static func lists(of account: TestAccount, _ laptop: Certificate) throws -> [Told] {
    let birth = TestAccount.birth
    func list(_ devices: [Certificate], number: UInt8, after seconds: Int64 = 0) -> HandmadeList {
      HandmadeList(
        of: account.certificate, revoking: devices, number: [number], at: birth.adding(seconds: seconds))
    }
    let year: Int64 = 86_400 * 365
    let own = [
      list([account.phone], number: 5), list([laptop], number: 5), list([], number: 9),
      list([], number: 1), list([account.phone], number: 2, after: -year), list([laptop], number: 7, after: year),
      list([], number: 8, after: year), list([], number: 3, after: -year),
    ]
    var delta = list([account.phone, laptop], number: 6)
    delta.extensions.append(HandmadeList.delta)
    for index in delta.entries.indices { delta.entries[index].extensions = [HandmadeList.removal] }
    let empty = list([], number: 20)
    let everybody = list([account.phone, laptop], number: 20)
    return try own.map { Told(list: try $0.signed(by: TestKeys.account), counts: true) } + [
      Told(list: delta.signed(by: TestKeys.account), counts: false),
      Told(list: empty.signed(by: TestKeys.phone), counts: false),
      Told(list: everybody.signed(by: TestKeys.laptop), counts: false),
      Told(list: everybody.signed(by: TestKeys.authority), counts: false),
      Told(list: empty.signed(by: TestKeys.otherAccount), counts: false),
    ]
  }

  @Test func `in 500 histories no list takes a revoked device off, and the order changes nothing`() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    let pool = try Self.lists(of: account, laptop)
    let devices = [account.phone, laptop]
    for seed in 0..<500 as Range<UInt64> {
      var generator = Seeded(seed)
      let history = (0..<6).map { _ in pool[Int.random(in: pool.indices, using: &generator)] }
      var set = account.noRevocations
      for told in history {
        let revoked = devices.filter { set.revokes(serial: $0.serial) }
        #expect(set.apply(told.list, account: account.certificate).isEmpty == told.counts, "seed \(seed)")
        #expect(revoked.allSatisfy { set.revokes(serial: $0.serial) }, "seed \(seed)")
      }
      let named = Set(history.filter(\.counts).flatMap(\.list.entries).map(\.serial))
      #expect(Set(set.serials.keys) == named, "seed \(seed)")
      var backwards = account.noRevocations
      for told in history.reversed() { _ = backwards.apply(told.list, account: account.certificate) }
      #expect(backwards == set, "seed \(seed)")
      for device in devices {
        let verdict = DeviceVerifier.verify(
          chain: [device] + account.archive.chain, account: account.certificate, revocations: set,
          now: TestAccount.birth)
        #expect(verdict.map(\.policy) == (named.contains(device.serial) ? [.notRevokedBySerial] : []), "seed \(seed)")
      }
    }
  }
}
