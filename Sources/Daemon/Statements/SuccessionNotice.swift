import AccountStore
import GnuTLS
import Identity
import Platform

/// Notices that a contact has another account key, or is to have one, and tells the person: when its log says so, and
/// when the time to object is over. Calls block.
struct SuccessionNotice {
  let desk: AccountDesk
  let database: AccountDatabase
  let now: UnixTime

  private static func name(_ peer: JamiID) -> String { "succession.\(peer)" }

  /// - Parameter only: the contact whose log has grown; nil for all.
  /// - Returns: whether there was anything new.
  /// - Throws: `StoreError`.
  @discardableResult
  func look(only: JamiID? = nil) throws -> Bool {
    var isNew = false
    for peer in try database.peers(only: only) {
      guard let pin = peer.pin else { continue }
      let (lineage, log) = try desk.lineage(of: peer, pin, database: database, now: now)
      guard log != nil else { continue }
      let before = try database.setting(Self.name(peer.id))
      let text = Self.text(lineage)
      guard text != before ?? pin.text else { continue }
      try tell(peer, lineage, text: text, before: before ?? pin.text)
      isNew = true
    }
    return isNew
  }

  /// How it stands, to be held against how it stood.
  private static func text(_ lineage: AccountLineage) -> String {
    if lineage.isContested { return lineage.present.text + " contested" }
    return lineage.present.text + (lineage.pending.map { " pending " + $0.key.text } ?? "")
  }

  private func tell(_ peer: StoredPeer, _ lineage: AccountLineage, text: String, before: String) throws {
    var event: AccountEvent?
    var changed: StoredPeer?
    if !before.hasPrefix(lineage.present.text) {
      var known = peer
      // Its card is at the address of its new ID.
      known.cardTriedAt = nil
      let key = try desk.presentKey(of: peer, database: database, now: now)
      if let key { known.accountKey = key.spki }
      changed = known
      let id = key.map { JamiID(of: $0).text }
      event = make(
        .contactRotated, "the contact \(peer.id) has another account key, which is followed", peer, lineage.present, id)
    } else if lineage.isContested {
      event = make(
        .contactRotationContested,
        "two account keys claim to follow that of the contact \(peer.id), and neither is followed", peer, nil, nil)
    } else if let pending = lineage.pending {
      event = make(
        .contactRotationPending,
        "the contact \(peer.id) wants another account key, which is followed from \(pending.until.text) on", peer,
        pending.key, nil)
    }
    let (told, saved) = (event, changed)
    try database.write { writer in
      if let told { try writer.append(told) }
      if let saved { try writer.save(saved) }
      try writer.set(Self.name(peer.id), text)
    }
  }

  private func make(
    _ kind: AccountEvent.Kind, _ text: String, _ peer: StoredPeer, _ key: AccountFingerprint?, _ id: String?
  ) -> AccountEvent {
    var details = ["contact": peer.id.text]
    details["account"] = key?.text
    details["newId"] = id
    return AccountEvent(at: now, kind: kind, text: text, details: details)
  }
}

extension AccountDatabase {
  /// - Parameter only: nil for all.
  /// - Throws: `StoreError`.
  func peers(only: JamiID?) throws -> [StoredPeer] {
    guard let only else { return try peers() }
    return try peer(only).map { [$0] } ?? []
  }
}
