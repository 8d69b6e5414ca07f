import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct ContactBookTests {
  private let test: TestDesk
  private let book: ContactBook

  init() throws {
    test = try TestDesk()
    book = ContactBook(test.desk, try test.database)
  }

  /// `now`, and seconds after it.
  private func time(_ seconds: Int64 = 0) throws -> MessageTimestamp {
    try #require(MessageTimestamp(Person.now.adding(seconds: seconds)))
  }

  private func add(_ id: String, name: String? = nil) throws {
    _ = try book.add(ContactRequest(contact: id, name: name), now: time())
  }

  private func id(_ beginning: String) throws -> JamiID {
    try JamiID(parsing: beginning + String(repeating: "0", count: 40 - beginning.count))
  }

  @Test func `a contact is found by its ID, six digits of it, or its name`() throws {
    try test.add(.bob, name: "Bob B.")
    for text in [Person.bob.id.text, Person.bob.id.text.uppercased(), String(Person.bob.id.text.prefix(6)), "Bob B."] {
      #expect(try book.find(text) == Person.bob.id)
    }
    #expect(try book.find(Person.ada.id.text) == Person.ada.id)
    for text in ["", "Bob", "bob b.", String(Person.bob.id.text.prefix(5)), Person.eve.id.text, "ffffff"] {
      #expect(throws: MessagingError(.contactNotFound, "")) { _ = try book.find(text) }
    }
  }

  @Test func `a name or a beginning that two contacts have is ambiguous`() throws {
    try add(id("abcdef1").text, name: "Sam")
    try add(id("abcdef2").text, name: "Sam")
    for text in ["Sam", "abcdef", "ABCDEF"] {
      #expect(throws: MessagingError(.contactAmbiguous, "")) { _ = try book.find(text) }
    }
    #expect(try book.find("abcdef2") == id("abcdef2"))
    // A name comes before a beginning.
    try add(id("12").text, name: "abcdef")
    #expect(try book.find("abcdef") == id("12"))
  }

  @Test func `a removed contact is found by its whole ID alone, and only where that is asked for`() throws {
    try test.add(.bob, name: "Bob")
    try book.remove(Person.bob.id, now: time(60))
    for text in ["Bob", Person.bob.id.text] {
      #expect(throws: MessagingError(.contactNotFound, "")) { _ = try book.find(text) }
    }
    #expect(try book.findAny(Person.bob.id.text) == Person.bob.id)
    #expect(try book.details(Person.bob.id).state == "removed")
  }

  @Test func `what is no Jami ID, no invitation, or the account itself is not added`() throws {
    for text in ["", "bob", "signet", String(repeating: "g", count: 40)] {
      #expect(throws: MessagingError(.contactRefused, "")) { try add(text) }
    }
    #expect(throws: MessagingError(.contactIsSelf, "")) { try add(Person.ada.id.text) }
    #expect(throws: SealingError(.invitationMalformed, "")) { try add("signet:contact/1?id=x") }
    #expect(try test.database.contacts().isEmpty && test.database.peers().isEmpty)
  }

  @Test func `an invitation pins the account, and another one for the same Jami ID is refused`() throws {
    let good = try Invitation(jamiID: Person.bob.id, account: Person.bob.fingerprint, genesis: nil, relays: [])
    try add(good.text)
    #expect(try test.database.peer(Person.bob.id)?.pin == Person.bob.fingerprint)
    #expect(try book.details(Person.bob.id).pinnedBy == "invitation")
    let bad = try Invitation(jamiID: Person.bob.id, account: Person.eve.fingerprint, genesis: nil, relays: [])
    #expect(throws: MessagingError(.contactRefused, "")) { try add(bad.text) }
    #expect(try test.database.peer(Person.bob.id)?.pin == Person.bob.fingerprint)
  }

  @Test
  func `blocking, unblocking and removing leave the later stamp to what was done last, in seconds and milliseconds`()
    throws
  {
    try test.add(.bob)
    func contact() throws -> ArchiveContact { try #require(try book.contact(Person.bob.id)) }
    // Jami's older daemons read the seconds alone.
    func check(_ state: ArchiveContact.State, _ step: String) throws {
      let contact = try contact()
      #expect(contact.state == state, "\(step)")
      #expect((contact.added > contact.removed) == (state == .active), "\(step)")
      #expect(contact.addedMs.map { $0 / 1000 } == contact.added, "\(step)")
      if contact.removed > 0 { #expect(contact.removedMs.map { $0 / 1000 } == contact.removed, "\(step)") }
    }
    try check(.active, "added")
    // All at one time, as by a clock that stands.
    try book.change(Person.bob.id, ContactChange(blocked: true), now: time())
    try check(.blocked, "blocked")
    let blocked = try contact()
    try book.change(Person.bob.id, ContactChange(blocked: true), now: time(60))
    #expect(try ContactMerge.areEqual(contact(), blocked))
    try book.change(Person.bob.id, ContactChange(blocked: false), now: time())
    try check(.active, "unblocked")
    // By a clock that went back.
    try book.remove(Person.bob.id, now: time(-3600))
    try check(.removed, "removed")
    try test.add(.bob)
    try check(.active, "added again")
    try book.change(Person.bob.id, ContactChange(blocked: true), now: time(-3600))
    try check(.blocked, "blocked again")
    try book.remove(Person.bob.id, now: time(-7200))
    try check(.removed, "removed from the blocked ones")
    // Another device, or an older backup, still has it as blocked.
    #expect(try ContactMerge.merge(contact(), blocked).state == .removed)
  }

  @Test func `what is removed while it is blocked stays removed when an archive brings the block again`() throws {
    try test.add(.bob)
    try book.change(Person.bob.id, ContactChange(blocked: true), now: time(60))
    let blocked = try #require(try book.contact(Person.bob.id))
    try book.remove(Person.bob.id, now: time(120))
    let removed = try #require(try book.contact(Person.bob.id))
    #expect(ContactMerge.merge(removed, blocked).state == .removed)
    #expect(ContactMerge.merge(blocked, removed).state == .removed)
  }

  @Test func `a stamp at the end of all time harms nobody`() throws {
    let strange = ArchiveContact(id: Person.bob.id.text, added: 1, removed: .max, removedMs: .max)
    try test.database.write { try $0.save([strange]) }
    try test.add(.bob)
    _ = try book.details(Person.bob.id)
    let other = ArchiveContact(id: Person.eve.id.text, added: .max)
    try test.database.write { try $0.save([other]) }
    try book.change(Person.eve.id, ContactChange(blocked: true), now: time())
    try book.remove(Person.eve.id, now: time())
    #expect(try book.list().count == 2)
  }

  @Test func `a safety number that is typed as it is verifies the contact, another one does not`() throws {
    try test.meet(.bob)
    let number = Sealing.SafetyNumber(Person.bob.fingerprint, Person.ada.fingerprint)
    let wrong = Sealing.SafetyNumber(Person.eve.fingerprint, Person.ada.fingerprint)
    #expect(throws: MessagingError(.safetyNumberWrong, "")) {
      try book.change(Person.bob.id, ContactChange(safetyNumber: wrong.description), now: time())
    }
    #expect(try book.details(Person.bob.id).verifiedAt == nil)
    try book.change(Person.bob.id, ContactChange(safetyNumber: number.description), now: time())
    #expect(try book.details(Person.bob.id).verifiedAt == Person.now)
    try test.add(.eve)
    #expect(throws: MessagingError(.safetyNumberWrong, "")) {
      try book.change(Person.eve.id, ContactChange(safetyNumber: wrong.description), now: time())
    }
  }

  @Test func `nobody is written to who is blocked, and the first word of a contact confirms it`() async throws {
    try test.meet(.bob)
    #expect(try book.contact(Person.bob.id)?.confirmed == false)
    _ = try await test.take(Person.bob.packet())
    #expect(try book.contact(Person.bob.id)?.confirmed == true)
    try book.change(Person.bob.id, ContactChange(blocked: true), now: time(60))
    await #expect(throws: MessagingError(.contactBlocked, "")) {
      _ = try await MessageService(desk: test.desk).send(MessageRequest(to: Person.bob.id.text, text: "x"))
    }
  }
}
