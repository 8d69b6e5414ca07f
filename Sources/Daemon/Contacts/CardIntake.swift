import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing

/// Takes in what was found at the address of an account's card. Calls block.
struct CardIntake {
  let desk: AccountDesk
  let database: AccountDatabase

  /// - Returns: whether the account's receive key is another one now.
  /// - Throws: `StoreError`.
  func take(_ packets: [Packet], of id: JamiID, now: UnixTime) throws -> Bool {
    guard var peer = try database.peer(id) else { return false }
    let before = peer
    peer.cardTriedAt = now
    let own = try desk.presentKey(of: peer, database: database, now: now)
    let expectation = CardExpectation(
      jamiID: own.map { JamiID(of: $0) } ?? id, account: own.map { AccountFingerprint(of: $0) } ?? peer.pin,
      genesis: peer.genesis.flatMap { StatementHash(bytes: $0) }, generation: peer.generation)
    // A card's account is that of its address, or it is refused; so there is one log to ask.
    let known = try own.map { key in
      let author = try desk.author(of: key, database: database, now: now)
      return try desk.context(of: key, author, database: database, now: now)
    }
    let choice = CardChoice(among: packets, expectation: expectation) { card in
      if let known, known.account == card.account { return known }
      return VerificationContext(
        account: card.account, revocations: RevocationSet(account: AccountFingerprint(of: card.account)), now: now)
    }
    var events: [AccountEvent] = []
    if let best = choice.best, isNewer(best.unverifiedCard, than: peer) {
      update(&peer, from: best, at: now)
      if peer.receiveKey != before.receiveKey {
        events.append(
          AccountEvent(
            at: now, kind: .contactKeyLearned,
            text: "the receive key of \(id) is known, generation \(peer.generation)",
            details: ["contact": id.text, "generation": String(peer.generation)]))
      }
    }
    if peer.otherGenesis == nil, let other = otherGenesis(choice) {
      peer.otherGenesis = other
      events.append(
        AccountEvent(
          at: now, kind: .contactConflict, text: "a second log was seen under the account \(id) and is not followed",
          details: ["contact": id.text]))
    }
    let saved = (peer, events)
    try database.write { writer in
      try writer.save(saved.0)
      for event in saved.1 { try writer.append(event) }
    }
    return peer.receiveKey != before.receiveKey
  }

  private func isNewer(_ card: Card, than peer: StoredPeer) -> Bool {
    (card.generation, card.issued.milliseconds) >= (peer.generation, peer.cardIssued ?? 0)
  }

  private func update(_ peer: inout StoredPeer, from signed: SignedCard, at now: UnixTime) {
    let card = signed.unverifiedCard
    // First sight pins; what was pinned is what the card was held against.
    peer.pin = peer.pin ?? AccountFingerprint(of: card.account)
    peer.accountKey = card.account.spki
    peer.genesis = peer.genesis ?? card.genesis?.bytes
    peer.receiveKey = card.receiveKey.text
    peer.generation = card.generation
    peer.relays = card.relays.map(\.text)
    peer.cardIssued = card.issued.milliseconds
    peer.cardPacket = signed.packet.json
    peer.cardSeenAt = now
  }

  /// That of a card which the account signed itself, under another genesis than the pinned one. How old it is, and its
  /// generation, do not matter: whoever has begun a second log chooses both.
  private func otherGenesis(_ choice: CardChoice) -> [UInt8]? {
    let forgiven: Set<Policy> = [.genesisAsPinned, .generationNotBelowKnown, .cardInDate]
    return choice.rejected.lazy.filter { rejected in
      let failed = rejected.findings.failedPolicies
      return failed.contains(.genesisAsPinned) && forgiven.isSuperset(of: failed)
    }.compactMap { $0.card?.genesis?.bytes }.first
  }
}
