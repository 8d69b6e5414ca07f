import AccountArchive
import GnuTLS
import Platform
import Testing

@testable import Identity

@Suite("Merging archives")
struct ArchiveMergeTests {
  private let now = TestAccount.birth.adding(seconds: 5000)

  private func contact(_ digit: Character, added: Int64, removed: Int64 = 0, banned: Bool = false) -> ArchiveContact {
    ArchiveContact(id: String(repeating: digit, count: 40), added: added, removed: removed, banned: banned)
  }

  @Test("Merging an archive with itself changes nothing and signs nothing")
  func itself() throws {
    let account = try TestAccount.make()
    var archive = account.archive
    archive.contacts = [contact("1", added: 10), contact("2", added: 10, removed: 20, banned: true)]
    archive.revocationList = try account.list(of: [account.phone], number: 5)
    let outcome = try ArchiveMerge.merge(
      local: archive, other: archive, revocations: account.noRevocations, now: now)
    #expect(outcome.report.isEmpty && outcome.report.differing == [])
    #expect(outcome.archive.revocationList == archive.revocationList)
    #expect(outcome.archive.chain == archive.chain)
    #expect(outcome.revocations.revokes(serial: account.phone.serial))
  }

  @Test("Contacts, settings and the recovery seed that only the backup has are taken over and named")
  func takesOver() throws {
    let account = try TestAccount.make()
    var local = account.archive
    local.signet = nil
    local.contacts = [contact("1", added: 10)]
    var other = account.archive
    other.contacts = [contact("1", added: 10, removed: 20), contact("2", added: 5)]
    try other.set("TURN.server", to: "turn.example")
    try other.set("Account.alias", to: "elsewhere")
    try other.set(Archive.Setting.hasPassword, to: "true")
    let outcome = try ArchiveMerge.merge(local: local, other: other, revocations: account.noRevocations, now: now)
    #expect(outcome.report.contactsAdded == [String(repeating: "2", count: 40)])
    #expect(outcome.report.contactsChanged == [String(repeating: "1", count: 40)])
    #expect(outcome.report.settingsAdded == ["TURN.server"])
    #expect(outcome.report.differing == ["Account.alias"])
    #expect(outcome.report.keysTaken == ["recoverySeed"])
    #expect(outcome.archive.setting("Account.alias") == "Ada")
    #expect(outcome.archive.setting(Archive.Setting.hasPassword) == "false")
    #expect(outcome.archive.contacts.map(\.state) == [.removed, .active])
  }

  @Test("Revocations of both sides and of the store end in one list, numbered above all of them")
  func revocations() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    let third = try CertificateIssuer.renewed(
      laptop, issuer: account.certificate, issuerKey: TestKeys.account, now: now)
    var local = account.archive
    local.revocationList = try account.list(of: [account.phone], number: 7)
    var other = account.archive
    other.revocationList = try account.list(of: [laptop], number: 3)
    var stored = account.noRevocations
    stored.revoke(third, at: now)
    let outcome = try ArchiveMerge.merge(local: local, other: other, revocations: stored, known: [laptop], now: now)
    let list = try #require(outcome.archive.revocationList)
    #expect(Set(list.entries.map(\.serial)) == [account.phone.serial, laptop.serial, third.serial])
    #expect(list.number == [8])
    #expect(list.isSigned(by: TestKeys.account.publicKey))
    #expect(outcome.report.revocationsAdded == 2)
    #expect(outcome.revocations.revokes(key: DeviceID(of: TestKeys.laptop.publicKey)))
  }

  @Test("An older backup un-revokes nobody, and its list is not signed anew for nothing")
  func olderBackup() throws {
    let account = try TestAccount.make()
    var local = account.archive
    local.revocationList = try account.list(of: [account.phone], number: 7)
    let outcome = try ArchiveMerge.merge(
      local: local, other: account.archive, revocations: account.noRevocations, now: now)
    #expect(outcome.archive.revocationList == local.revocationList)
    let reverse = try ArchiveMerge.merge(
      local: account.archive, other: local, revocations: account.noRevocations, now: now)
    #expect(reverse.archive.revocationList == local.revocationList)
    #expect(reverse.report.revocationsAdded == 1)
  }

  @Test("The chain that lives longer is taken, with its authority's key; a chain without its key does not displace one")
  func chains() throws {
    let account = try TestAccount.make()
    var renewed = account.archive
    _ = try ChainRenewal.renewAccount(in: &renewed, now: TestAccount.birth.adding(seconds: 250_000_000))
    let outcome = try ArchiveMerge.merge(
      local: account.archive, other: renewed, revocations: account.noRevocations, now: now)
    #expect(outcome.archive.chain == renewed.chain)
    #expect(outcome.report.keysTaken == ["certificates"])

    // Somebody made a new authority and lost its key: the chain with the key stays.
    var orphan = account.archive
    let strange = try CertificateIssuer.authority(key: TestKeys.otherAuthority, now: now)
    orphan.chain = [
      try CertificateIssuer.account(
        key: TestKeys.account.publicKey, authority: strange, authorityKey: TestKeys.otherAuthority, now: now),
      strange,
    ]
    orphan.authorityKey = nil
    let kept = try ArchiveMerge.merge(
      local: account.archive, other: orphan, revocations: account.noRevocations, now: now)
    #expect(kept.archive.chain == account.archive.chain)
    #expect(kept.archive.authorityKey?.publicKey == TestKeys.authority.publicKey)
    let reverse = try ArchiveMerge.merge(
      local: orphan, other: account.archive, revocations: account.noRevocations, now: now)
    #expect(reverse.archive.chain == account.archive.chain)
    #expect(reverse.archive.authorityKey?.publicKey == TestKeys.authority.publicKey)
  }

  @Test("Another account's archive, and a list that the account did not sign, are refused")
  func refused() throws {
    let account = try TestAccount.make()
    let other = try TestAccount.make(account: TestKeys.otherAccount)
    #expect(throws: IdentityError(.otherAccount, "")) {
      try ArchiveMerge.merge(
        local: account.archive, other: other.archive, revocations: account.noRevocations, now: now)
    }
    var forged = account.archive
    forged.revocationList = try other.list(of: [account.phone], signedBy: TestKeys.otherAccount)
    #expect(throws: IdentityError(.revocationListUnverified, "")) {
      try ArchiveMerge.merge(
        local: account.archive, other: forged, revocations: account.noRevocations, now: now)
    }
    #expect(throws: IdentityError(.revocationListUnverified, "")) { try forged.revocations() }
  }

  @Test("In 10,000 random pairs of archives nothing that either knows is missing afterwards")
  func histories() throws {
    let account = try TestAccount.make()
    let laptop = try account.enrolLaptop().chain[0]
    let lists: [RevocationList?] = [
      nil, try account.list(of: []), try account.list(of: [account.phone], number: 2),
      try account.list(of: [laptop], number: 2),
      try account.list(of: [account.phone, laptop], number: 3),
    ]
    var generator = SystemRandomNumberGenerator()
    func random() -> Archive {
      var archive = account.archive
      archive.contacts = "0123456789".compactMap { digit in
        guard Bool.random(using: &generator) else { return nil }
        let removed = Bool.random(using: &generator) ? Int64.random(in: 1...9, using: &generator) : 0
        return contact(
          digit, added: .random(in: 1...9, using: &generator), removed: removed,
          banned: removed != 0 && .random(using: &generator))
      }
      archive.revocationList = lists.randomElement(using: &generator) ?? nil
      return archive
    }
    for _ in 0..<10_000 {
      let local = random()
      let other = random()
      let outcome = try ArchiveMerge.unsigned(
        local: local, other: other, revocations: account.noRevocations, known: [])
      let merged = Dictionary(outcome.archive.contacts.map { ($0.id, $0) }) { first, _ in first }
      var lost: [String] = []
      for contact in local.contacts + other.contacts {
        guard let found = merged[contact.id] else {
          lost.append(contact.id)
          continue
        }
        if found.added < contact.added || found.removed < contact.removed { lost.append(contact.id) }
        if found.state == .active && contact.state != .active && found.added <= contact.removed {
          lost.append("revived " + contact.id)
        }
      }
      for list in [local.revocationList, other.revocationList] {
        for entry in list?.entries ?? [] where !outcome.revocations.revokes(serial: entry.serial) {
          lost.append("un-revoked " + Hex.text(of: entry.serial))
        }
      }
      #expect(lost == [])
      #expect(merged.count == outcome.archive.contacts.count)
    }
  }

  @Test("Numbers never go back, whichever archive comes first")
  func numbers() throws {
    let account = try TestAccount.make()
    var local = account.archive
    local.revocationList = try account.list(of: [], number: 1)
    var stored = account.noRevocations
    _ = stored.apply(try account.list(of: [account.phone], number: 40), account: account.certificate)
    let outcome = try ArchiveMerge.merge(
      local: local, other: account.archive, revocations: stored, now: now)
    #expect(outcome.archive.revocationList?.number == [41])
    #expect(outcome.revocations.highestNumber == RevocationNumber(octets: [41]))
  }
}
