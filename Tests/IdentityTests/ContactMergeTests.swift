import AccountArchive
import Identity
import Testing

@Suite("Merging contacts")
struct ContactMergeTests {
  private let id = String(repeating: "a", count: 40)

  private func contact(
    added: Int64, removed: Int64 = 0, addedMs: Int64? = nil, removedMs: Int64? = nil, confirmed: Bool = false,
    banned: Bool = false, conversation: String = ""
  ) -> ArchiveContact {
    ArchiveContact(
      id: id, added: added, removed: removed, addedMs: addedMs, removedMs: removedMs, confirmed: confirmed,
      banned: banned, conversationID: conversation)
  }

  @Test("A later removal wins over an addition, a later addition over a removal")
  func later() {
    let added = contact(added: 10, conversation: "a")
    let removed = contact(added: 10, removed: 20)
    let again = contact(added: 30, conversation: "b")
    #expect(ContactMerge.merge(added, removed).state == .removed)
    #expect(ContactMerge.merge(removed, again).state == .active)
    #expect(ContactMerge.merge(ContactMerge.merge(added, removed), again).conversationID == "b")
  }

  @Test("An old backup neither revives a removed contact nor unblocks a blocked one")
  func oldBackup() {
    let backup = contact(added: 10, confirmed: true)
    #expect(ContactMerge.merge(contact(added: 10, removed: 20), backup).state == .removed)
    #expect(ContactMerge.merge(contact(added: 10, removed: 20, banned: true), backup).state == .blocked)
  }

  @Test("Added and removed at one time is removed; of two removals at one time the blocking one wins")
  func ties() {
    #expect(ContactMerge.merge(contact(added: 20), contact(added: 10, removed: 20)).state == .removed)
    let removed = contact(added: 10, removed: 20)
    let blocked = contact(added: 10, removed: 20, banned: true)
    #expect(ContactMerge.merge(removed, blocked).state == .blocked)
    #expect(ContactMerge.merge(blocked, removed).state == .blocked)
  }

  @Test("A removal known by its second alone beats an addition in that second known by its milliseconds")
  func mixedPrecision() {
    let fine = contact(added: 20, addedMs: 20_900)
    let coarse = contact(added: 10, removed: 20)
    #expect(ContactMerge.merge(fine, coarse).state == .removed)
    #expect(ContactMerge.merge(coarse, fine).state == .removed)
    #expect(ContactMerge.merge(fine, contact(added: 10, removed: 20, removedMs: 20_100)).state == .active)
  }

  @Test("Milliseconds travel with their seconds")
  func pairs() {
    let merged = ContactMerge.merge(contact(added: 10, addedMs: 10_500), contact(added: 20))
    #expect(merged.added == 20 && merged.addedMs == nil)
  }

  @Test("Confirmed is or-ed, and an empty conversation is filled")
  func fields() {
    let merged = ContactMerge.merge(contact(added: 20), contact(added: 10, confirmed: true, conversation: "c"))
    #expect(merged.confirmed && merged.conversationID == "c")
  }

  @Test("Of two removals within one second, the blocking one wins")
  func sameSecond() {
    let blocked = contact(added: 1, removed: 20, addedMs: 1000, removedMs: 20_100, banned: true)
    let removed = contact(added: 1, removed: 20, addedMs: 1000, removedMs: 20_900)
    #expect(ContactMerge.merge(blocked, removed).state == .blocked)
    #expect(ContactMerge.merge(removed, blocked).state == .blocked)
    #expect(ContactMerge.merge(blocked, contact(added: 1, removed: 21)).state == .removed)
  }

  @Test("In 10,000 random histories no stamp is taken back, nobody comes back by himself, and order is nothing")
  func histories() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<10_000 {
      let records = (0..<Int.random(in: 2...4, using: &generator)).map { _ in random(&generator) }
      let forward = records.dropFirst().reduce(records[0], ContactMerge.merge)
      let backward = records.reversed().dropFirst().reduce(records[records.count - 1], ContactMerge.merge)
      #expect(forward.state == backward.state, "\(records)")
      #expect(forward.added == backward.added && forward.removed == backward.removed, "\(records)")
      #expect(ContactMerge.areEqual(forward, ContactMerge.merge(forward, forward)), "\(records)")
      #expect(ContactMerge.merge(forward, records[0]).state == forward.state, "\(records)")
      #expect(forward.conversationID.isEmpty == records.allSatisfy(\.conversationID.isEmpty))
      for record in records {
        #expect(forward.addedMilliseconds >= record.addedMilliseconds)
        #expect(forward.removedMilliseconds >= record.removedMilliseconds)
        // Whoever is active was added by somebody after every removal that is known, to the precision that is known.
        if forward.state == .active, record.state != .active {
          let after = record.removedMs.map { forward.addedMilliseconds > $0 } ?? (forward.added > record.removed)
          #expect(after, "\(records)")
        }
      }
      let lastRemovals = records.filter { $0.removed == forward.removed && $0.banned }
      if forward.state != .active, !lastRemovals.isEmpty { #expect(forward.state == .blocked, "\(records)") }
    }
  }

  private func random(_ generator: inout SystemRandomNumberGenerator) -> ArchiveContact {
    let added = Int64.random(in: 1...6, using: &generator)
    let removed = Bool.random(using: &generator) ? Int64.random(in: 1...6, using: &generator) : 0
    let fine = Bool.random(using: &generator)
    return contact(
      added: added, removed: removed, addedMs: fine ? added * 1000 + .random(in: 0...999, using: &generator) : nil,
      removedMs: fine && removed != 0 ? removed * 1000 + .random(in: 0...999, using: &generator) : nil,
      confirmed: .random(using: &generator), banned: removed != 0 && .random(using: &generator),
      conversation: ["", "a", "b"].randomElement(using: &generator) ?? "")
  }
}
