import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing

/// Adding, naming, blocking, removing.
extension ContactBook {
  /// Adds a contact, or brings a removed or blocked one back.
  /// - Returns: who it is, and the relays that an invitation names.
  /// - Throws: `MessagingError.contactRefused`, `contactIsSelf`; `SealingError.invitationMalformed`; `StoreError`.
  func add(_ request: ContactRequest, now: MessageTimestamp) throws -> (id: JamiID, relays: [String]) {
    let invitation = try Self.invitation(request.contact)
    guard let typed = invitation?.jamiID ?? JamiID(request.contact) else {
      throw MessagingError(
        .contactRefused, "'\(request.contact.prefix(60))' is no Jami ID and no invitation",
        hint: "a Jami ID has 40 hexadecimal digits; `signet invite` prints an invitation")
    }
    guard typed != desk.id, try !database.jamiIDs().contains(typed) else {
      throw MessagingError(.contactIsSelf, "this is the account itself")
    }
    let name = try request.name.map { try PersonalName.checked($0) }
    // One of the IDs of somebody who is known already names that one.
    let id = try contact(typed) == nil ? alias(typed) ?? typed : typed
    var peer = try database.peer(id) ?? Self.newPeer(id, at: now.seconds)
    if let invitation, id == typed { try Self.pin(invitation, on: &peer) }
    if let name { peer.name = name }
    peer.cardTriedAt = nil
    var contact = try contact(id) ?? ArchiveContact(id: id.text, added: 0)
    if contact.state != .active || contact.added == 0 { Self.mark(&contact, addedAt: now) }
    contact.banned = false
    let saved = (peer, contact)
    try database.write { writer in
      try writer.save(saved.0)
      try writer.save([saved.1])
      try writer.append(
        AccountEvent(
          at: now.seconds, kind: .contactAdded, text: "the contact \(id) was added", details: ["contact": id.text]))
    }
    return (id, invitation?.relays.map(\.text) ?? [])
  }

  /// - Throws: `MessagingError.safetyNumberWrong`, `contactNotFound`; `IdentityError.nameRefused`; `StoreError`.
  func change(_ id: JamiID, _ change: ContactChange, now: MessageTimestamp) throws {
    guard var contact = try contact(id) else { throw Self.notFound(id.text) }
    var peer = try database.peer(id) ?? Self.newPeer(id, at: now.seconds)
    var events: [(AccountEvent.Kind, String)] = []
    if let name = change.name { peer.name = name.isEmpty ? nil : try PersonalName.checked(name) }
    if let typed = change.safetyNumber {
      guard let number = try safetyNumber(peer), number.matches(typed) else {
        throw MessagingError(
          .safetyNumberWrong, "this is not the safety number of this contact",
          hint: "if both of you typed what the other one shows, somebody stands between you: do not use the contact")
      }
      peer.verifiedAt = now.seconds
      events.append((.contactVerified, "the contact \(id) was verified"))
    }
    if let blocked = change.blocked, blocked != (contact.state == .blocked) {
      contact.banned = blocked
      if blocked { Self.mark(&contact, removedAt: now) } else { Self.mark(&contact, addedAt: now) }
      events.append(
        (blocked ? .contactBlocked : .contactAdded, "the contact \(id) was \(blocked ? "blocked" : "unblocked")"))
    }
    let saved = (peer, contact, events)
    try database.write { writer in
      try writer.save(saved.0)
      try writer.save([saved.1])
      for (kind, text) in saved.2 {
        try writer.append(AccountEvent(at: now.seconds, kind: kind, text: text, details: ["contact": id.text]))
      }
    }
  }

  /// Removes a contact: it stays as a tombstone, and its account stays pinned.
  /// - Throws: `MessagingError.contactNotFound`, `StoreError`.
  func remove(_ id: JamiID, now: MessageTimestamp) throws {
    guard var contact = try contact(id) else { throw Self.notFound(id.text) }
    let isNew = contact.state != .removed || contact.removed == 0
    contact.banned = false
    // Also one that was blocked gets a new stamp: without it, an archive that knows the block would bring it back.
    if isNew { Self.mark(&contact, removedAt: now) }
    let saved = contact
    try database.write { writer in
      try writer.save([saved])
      try writer.append(
        AccountEvent(
          at: now.seconds, kind: .contactRemoved, text: "the contact \(id) was removed", details: ["contact": id.text]))
    }
  }

  static func newPeer(_ id: JamiID, at time: UnixTime) -> StoredPeer { StoredPeer(id: id, createdAt: time) }

  /// Of the keys that both accounts began with: it stays when one of them gets another one.
  func safetyNumber(_ peer: StoredPeer?) throws -> Sealing.SafetyNumber? {
    try peer.flatMap { try desk.author(of: $0, database: database, now: .now()) }.map {
      Sealing.SafetyNumber(desk.account, $0.account)
    }
  }

  private static func invitation(_ text: String) throws(SealingError) -> Invitation? {
    let trimmed = text.drop { $0.isWhitespace }
    return trimmed.hasPrefix("signet:") ? try Invitation(text) : nil
  }

  /// An invitation pins the account. One that was pinned already is never replaced.
  private static func pin(_ invitation: Invitation, on peer: inout StoredPeer) throws {
    if let pin = peer.pin, pin != invitation.account {
      throw MessagingError(
        .contactRefused, "the invitation names another account than the one that is pinned for this Jami ID",
        hint: "compare the safety number with the person; one of the two is not theirs")
    }
    if let genesis = peer.genesis, let told = invitation.genesis, genesis != told.bytes {
      throw MessagingError(
        .contactRefused, "the invitation names another log than the one that is pinned for this account")
    }
    if peer.pin == nil { peer.accountKey = nil }
    peer.pin = invitation.account
    peer.genesis = peer.genesis ?? invitation.genesis?.bytes
    peer.isInvited = true
  }

  /// Jami's older daemons read the seconds, newer ones the milliseconds: both are written.
  private static func mark(_ contact: inout ArchiveContact, addedAt now: MessageTimestamp) {
    // Never before what removed it: the later of the two decides.
    let time = max(now.milliseconds, Self.second(after: contact.removedMilliseconds))
    contact.added = time / 1000
    contact.addedMs = time
  }

  /// Stamps come from archives too, and may be anything.
  private static func second(after milliseconds: Int64) -> Int64 {
    let (sum, overflow) = milliseconds.addingReportingOverflow(1000)
    return overflow ? milliseconds : sum
  }

  private static func mark(_ contact: inout ArchiveContact, removedAt now: MessageTimestamp) {
    let last = max(contact.addedMilliseconds, contact.removedMilliseconds)
    let time = max(now.milliseconds, Self.second(after: last))
    contact.removed = time / 1000
    contact.removedMs = time
  }
}
