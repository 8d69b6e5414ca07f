import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing

/// Sees to it that contacts are written to with the receive keys that their logs name. Calls block.
///
/// Deliberate: a log's word goes before a card's. A card is looked for once a day, and any device of an account can make
/// one, under any generation; one that was thrown out since would be sealed to for ever. A receive key in the log has the
/// account's signature, and comes with the revocation that it follows.
struct ContactKeys {
  let desk: AccountDesk
  let database: AccountDatabase
  let now: UnixTime

  /// Looks through those whose log is known.
  /// - Parameter only: the one whose log has grown; nil for all, since some statements have their effect by time alone.
  /// - Returns: those whose receive key is another one now.
  /// - Throws: `StoreError`.
  func follow(only: JamiID? = nil) throws -> [JamiID] {
    var changed: [StoredPeer] = []
    for peer in try database.peers(only: only) where peer.id != desk.id {
      guard let pin = peer.pin, let log = try desk.lineage(of: peer, pin, database: database, now: now).log,
        let book = try desk.books.book(of: log, isOwn: false, database: database, now: now),
        let new = followed(peer, book)
      else { continue }
      changed.append(new)
    }
    guard !changed.isEmpty else { return [] }
    try database.write { writer in
      for peer in changed {
        try writer.save(peer)
        try writer.append(event(peer))
      }
    }
    return changed.map(\.id)
  }

  /// - Returns: nil where all stays as it is.
  func followed(_ peer: StoredPeer, _ book: LogBook) -> StoredPeer? {
    let isVoid = isCardVoid(peer, book)
    let change = book.state.receiveKey
    let isNamed = change.map { Int($0.generation) > peer.generation || isVoid } ?? false
    guard isNamed || isVoid else { return nil }
    var new = peer
    if let change, let key = Self.key(change, book.log) {
      new.receiveKey = key.text
      new.generation = Int(change.generation)
    } else {
      // Rather none than one that a revoked device has: what is written waits for a card, which is due at once.
      new.receiveKey = nil
      new.generation = 0
      new.cardTriedAt = nil
      new.cardSeenAt = nil
    }
    if isVoid { (new.cardPacket, new.cardIssued) = (nil, nil) }
    return new == peer ? nil : new
  }

  /// Whether the device that made the card which stands was thrown out, or suspended, since.
  private func isCardVoid(_ peer: StoredPeer, _ book: LogBook) -> Bool {
    // One that cannot be read any more vouches for nothing, and nothing hangs on it but this.
    guard let json = peer.cardPacket, let card = try? SignedCard(Packet(json: json)),  // see above
      let signer = card.unverifiedSigner
    else { return false }
    return [.revoked, .suspended].contains(book.standing(signing: signer, now: now))
  }

  private static func key(_ change: ReceiveKeyChange, _ log: AccountLog) -> RecipientKey? {
    guard let spki = log.keys[change.receive] else { return nil }
    // One that is unfit is as none: then a card has to tell.
    return try? RecipientKey(PublicKey(spki: spki))  // see above
  }

  private func event(_ peer: StoredPeer) -> AccountEvent {
    var details = ["contact": peer.id.text]
    guard peer.receiveKey != nil else {
      return AccountEvent(
        at: now, kind: .contactKeyLost,
        text: "the receive key of \(peer.id) is not to be trusted any more, and a new one is looked for",
        details: details)
    }
    details["generation"] = String(peer.generation)
    return AccountEvent(
      at: now, kind: .contactKeyLearned,
      text: "the receive key of \(peer.id) is known, generation \(peer.generation)", details: details)
  }
}
