import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Sealing

/// An account's contacts: Jami's own record of each (added, removed, blocked), beside it what Signet knows of the
/// account behind it. Calls block.
struct ContactBook {
  let desk: AccountDesk
  let database: AccountDatabase

  /// Fewest digits of a Jami ID that name a contact.
  private static let prefixLength = 6

  init(_ desk: AccountDesk, _ database: AccountDatabase) {
    self.desk = desk
    self.database = database
  }

  /// Who is meant by a Jami ID, the beginning of one, or a name. This account itself counts: `send` to it is a note.
  /// - Throws: `MessagingError.contactNotFound`, `contactAmbiguous`; `StoreError`.
  func find(_ text: String) throws -> JamiID {
    let contacts = try database.contacts().filter { $0.state != .removed }
    let known = contacts.compactMap { JamiID($0.id) }
    let lower = text.lowercased()
    if let id = JamiID(text) {
      if id == desk.id || known.contains(id) { return id }
      if try database.jamiIDs().contains(id) { return desk.id }
      guard let contact = try alias(id), known.contains(contact) else { throw Self.notFound(text) }
      return contact
    }
    let named = try database.peers().filter { $0.name == text && known.contains($0.id) }.map(\.id)
    if named.count == 1 { return named[0] }
    guard named.isEmpty else { throw Self.ambiguous(text) }
    let isPrefix = lower.utf8.count >= Self.prefixLength && lower.allSatisfy(\.isHexDigit)
    let starting = isPrefix ? (known + [desk.id]).filter { $0.text.hasPrefix(lower) } : []
    guard let first = starting.first else { throw Self.notFound(text) }
    guard Set(starting).count == 1 else { throw Self.ambiguous(text) }
    return first
  }

  /// The contact that has, or had, another Jami ID than the one that it is known by here.
  /// - Throws: `StoreError`.
  func alias(_ id: JamiID) throws -> JamiID? {
    for peer in try database.peers() where peer.pin != nil {
      guard let author = try desk.author(of: peer, database: database, now: .now()), author.keys.count > 1,
        let book = try author.log.flatMap({ try desk.books.book(of: $0, isOwn: false, database: database, now: .now()) }
        )
      else { continue }
      let keys = author.keys.compactMap { book.log.keys[KeyID($0)] }
      // A key that cannot be read has no ID.
      if keys.compactMap({ try? PublicKey(spki: $0) }).contains(where: { JamiID(of: $0) == id }) { return peer.id }
    }
    return nil
  }

  /// The same, removed contacts too.
  /// - Throws: as `find`.
  func findAny(_ text: String) throws -> JamiID {
    if let id = JamiID(text), try contact(id) != nil { return id }
    return try find(text)
  }

  /// - Throws: `StoreError`.
  func list() throws -> [ContactDetails] {
    let peers = Dictionary(try database.peers().map { ($0.id, $0) }) { first, _ in first }
    return try database.contacts().compactMap { contact in
      try JamiID(contact.id).map { try details(contact, peers[$0]) }
    }
  }

  /// - Throws: `MessagingError.contactNotFound`, `StoreError`.
  func details(_ id: JamiID) throws -> ContactDetails {
    guard let contact = try contact(id) else { throw Self.notFound(id.text) }
    return try details(contact, database.peer(id))
  }

  /// `active`, `blocked`, `removed`, or nil for somebody who never was a contact.
  /// - Throws: `StoreError`.
  func state(_ id: JamiID) throws -> ArchiveContact.State? { try contact(id)?.state }

  func contact(_ id: JamiID) throws -> ArchiveContact? { try database.contacts().first { $0.id == id.text } }

  static func notFound(_ text: String) -> MessagingError {
    MessagingError(
      .contactNotFound, "there is no contact '\(text.prefix(100))'", hint: "`signet contact list` shows them")
  }

  private static func ambiguous(_ text: String) -> MessagingError {
    MessagingError(
      .contactAmbiguous, "several contacts are called '\(text.prefix(100))'", hint: "name the contact by its Jami ID")
  }

  private func details(_ contact: ArchiveContact, _ peer: StoredPeer?) throws -> ContactDetails {
    var details = ContactDetails(
      id: contact.id, state: contact.state.rawValue, confirmed: contact.confirmed,
      reachable: Self.reachable(peer), generation: peer?.generation ?? 0, relays: peer?.relays ?? [])
    details.name = peer?.name
    details.account = peer?.pin?.text
    details.pinnedBy = peer?.pin.map { _ in peer?.isInvited == true ? "invitation" : "card" }
    details.verifiedAt = peer?.verifiedAt
    details.cardIssued = peer?.cardIssued.map { UnixTime(seconds: $0 / 1000) }
    details.addedAt = contact.added > 0 ? UnixTime(seconds: contact.added) : nil
    details.note = Self.note(contact, peer)
    if let peer, peer.pin != nil { try tellSuccession(&details, peer) }
    return details
  }

  /// Which account key it has now, and which one is to follow.
  private func tellSuccession(_ details: inout ContactDetails, _ peer: StoredPeer) throws {
    let now = UnixTime.now()
    guard let pin = peer.pin else { return }
    let lineage = try desk.lineage(of: peer, pin, database: database, now: now).lineage
    if let key = try desk.presentKey(of: peer, database: database, now: now), JamiID(of: key) != peer.id {
      details.presentId = JamiID(of: key).text
    }
    if lineage.isContested {
      details.succession = ContactSuccession(state: "contested")
      details.reachable = "conflict"
      details.note =
        "two account keys of equal rank claim to follow this contact's: neither is followed; ask the person, by another way"
    } else if let pending = lineage.pending {
      details.succession = ContactSuccession(state: "pending", account: pending.key.text, until: pending.until)
      details.note =
        "another account key is to follow this contact's, without a word of its recovery key: it is followed from "
        + "\(pending.until.text) on, unless somebody objects"
    }
  }

  static func reachable(_ peer: StoredPeer?) -> String {
    guard let peer else { return "pending" }
    if peer.otherGenesis != nil { return "conflict" }
    return peer.receiveKey == nil ? "pending" : "ready"
  }

  private static func note(_ contact: ArchiveContact, _ peer: StoredPeer?) -> String? {
    guard contact.state == .active else { return nil }
    if peer?.otherGenesis != nil {
      return "another log than the pinned one was seen under this account: nothing of it is followed"
    }
    if peer?.receiveKey == nil {
      return peer?.cardTriedAt == nil
        ? "its card was not looked for yet: messages wait"
        : "no card of it is on the relays that were asked: messages wait until there is one"
    }
    if peer?.isInvited != true { return "added by its Jami ID alone: its recovery is not verified" }
    return nil
  }
}
