import GnuTLS
import Platform
import Testing

@testable import AccountArchive

@Suite struct ArchiveValueTests {
  @Test func `a contact is active, blocked or removed as Jami decides it`() {
    func state(_ contact: ArchiveContact) -> ArchiveContact.State { contact.state }
    let id = String(repeating: "a", count: 40)
    #expect(state(ArchiveContact(id: id, added: 5)) == .active)
    #expect(state(ArchiveContact(id: id, added: 5, removed: 5)) == .removed)
    #expect(state(ArchiveContact(id: id, added: 5, removed: 6, banned: true)) == .blocked)
    #expect(state(ArchiveContact(id: id, added: 7, removed: 6, banned: true)) == .active)
    #expect(state(ArchiveContact(id: id, added: 5, removed: 5, addedMs: 5002, removedMs: 5001)) == .active)
    #expect(state(ArchiveContact(id: id, added: 5, removed: 5, addedMs: 5001, removedMs: 5002)) == .removed)
    #expect(state(ArchiveContact(id: id, added: 5, removed: 5, addedMs: 5001)) == .active)
    #expect(state(ArchiveContact(id: id, added: 5, removedMs: 9999)) == .active)
    #expect(state(ArchiveContact(id: id, added: .max)) == .active)
    #expect(state(ArchiveContact(id: id, added: .max, removed: .max)) == .removed)
    #expect(state(ArchiveContact(id: id, added: .min)) == .removed)
  }

  @Test func `a new archive needs the account's own chain`() throws {
    let archive = try TestAccount.make()
    for chain in [[], Array(archive.chain.reversed()), [archive.chain[1]]] {
      let error = #expect(throws: ArchiveError.self) {
        try Archive.new(accountKey: archive.accountKey, authorityKey: nil, chain: chain, ethereumKey: nil)
      }
      #expect(error?.kind == .chain)
    }
  }

  @Test func `settings are set, changed and taken out by name`() throws {
    var archive = try TestAccount.make()
    #expect(archive.displayName == "Zoë ☕ 🦉")
    try archive.set(Archive.Setting.displayName, to: "Ada")
    try archive.set("TURN.enable", to: "true")
    #expect(archive.displayName == "Ada")
    #expect(archive.settings.map(\.key) == [Archive.Setting.displayName, "TURN.enable"])
    try archive.set(Archive.Setting.displayName, to: nil)
    #expect(archive.displayName == "")
  }

  @Test func `each kind of difference between two archives is named`() throws {
    let archive = try TestAccount.make()
    func differences(_ change: (inout Archive) throws -> Void) throws -> [String] {
      var other = archive
      try change(&other)
      return try archive.isEquivalent(to: other)
    }
    let contact = ArchiveContact(id: String(repeating: "a", count: 40), added: 1)
    let list = try RevocationList.issue(
      entries: [], number: [1], account: archive.account, accountKey: archive.accountKey, thisUpdate: TestAccount.now)
    #expect(try differences { _ in } == [])
    #expect(try differences { $0.accountKey = try Fixtures.key("rsa4096-3") } == ["accountKey"])
    #expect(try differences { $0.authorityKey = nil } == ["authorityKey"])
    #expect(try differences { $0.chain.removeLast() } == ["chain"])
    #expect(try differences { $0.ethereumKey = nil } == ["ethereumKey"])
    #expect(try differences { $0.revocationList = list } == ["revocationList"])
    #expect(try differences { $0.contacts = [contact] } == ["contacts"])
    #expect(try differences { try $0.set("a", to: "b") } == ["settings"])
    #expect(try differences { try $0.set(Archive.Setting.displayName, to: "x") } == ["settings"])
    #expect(try differences { $0.signet = try Bytes.secret("x") } == ["signet"])
    let value = try RawValue(string: "x")
    #expect(try differences { $0.conversations = [ArchiveConversation(key: "k", value: value)] } == ["conversations"])
    #expect(
      try differences { $0.conversationRequests = [ArchiveConversation(key: "k", value: value)] }
        == ["conversationRequests"])
    #expect(try differences { $0.unknown = [RawEntry(name: value, value: value)] } == ["unknown"])
  }

  @Test func `order and spelling make no difference, contents do`() throws {
    let archive = try TestAccount.make()
    var (left, right) = (archive, archive)
    let contacts = ["a", "b", "c"].map { ArchiveContact(id: String(repeating: $0, count: 40), added: 1) }
    left.contacts = contacts
    right.contacts = contacts.reversed()
    try left.set("x", to: "1")
    try left.set("y", to: "2")
    try right.set("y", to: "2")
    try right.set("x", to: "1")
    #expect(try left.isEquivalent(to: right) == [])
    right.contacts[0].confirmed = true
    #expect(try left.isEquivalent(to: right) == ["contacts"])
  }

  @Test func `fields of a conversation are decoded on demand`() throws {
    let text = #"{"created":5,"id":"abc","removedMs":-7,"members":[{"uri":"x"}],"mode":"0"}"#
    let raw = RawValue(text: try Bytes.secret(text), start: 0, end: text.utf8.count)
    let conversation = ArchiveConversation(key: "abc", value: raw)
    #expect(conversation.integer("created") == 5)
    #expect(conversation.integer("removedMs") == -7)
    #expect(conversation.integer("mode") == nil)
    #expect(conversation.text("mode") == "0")
    #expect(conversation.text("missing") == nil)
    #expect(conversation.value.member("members")?.member("uri") == nil)
  }
}
