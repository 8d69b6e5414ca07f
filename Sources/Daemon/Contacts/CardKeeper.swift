import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Jasper
import Logging
import Platform
import Sealing

/// Keeps this account's card on the mesh, and looks for those of others.
struct CardKeeper: Sendable {
  /// A card is made anew after this time: relays keep a packet for seven days, and others hold an old card against us.
  static let renewal: Int64 = 86_400
  /// Another account's card is looked for again after this time.
  static let refresh: Int64 = 86_400
  /// Seconds between looks for a card that was never found: doubled from the first to the last.
  static let firstRetry: Int64 = 2
  static let lastRetry: Int64 = 600
  /// Pages of a card's address that are read, 1 MiB each: anybody can put anything there.
  static let pages = 32
  /// Relays of a contact or an invitation that are asked beside our own.
  static let theirRelays = 3
  static let issuedName = "card.issued"
  private static let contentName = "card.content"

  let mesh: MeshAccess
  private var desk: AccountDesk { mesh.desk }

  /// Puts this account's card into the outbox where it is old or says something that is no longer so.
  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `JOSEError`; `StoreError`.
  func publish(now: MessageTimestamp = .now()) async throws {
    let ring = try await desk.agent.keys()
    let chosen = try await ReceivingRelays(desk: desk).choose(
      for: ring.receiving.map(\.recipient.text), now: now.seconds)
    // Without a relay there is nowhere to put it, and nothing to say.
    guard let own = chosen.first(where: { $0.recipient == ring.receive.recipient.text }) else { return }
    let desk = desk
    let book = try await desk.withDatabase { database in
      try desk.books.book(of: desk.account, isOwn: true, database: database, now: now.seconds)
    }
    let heads = Array((book?.state.heads ?? []).prefix(SealingLimits.heads))
    let said =
      [
        KeyID(ofSPKI: ring.account.spki).text, String(ring.receive.generation), ring.receive.recipient.text,
        own.relay.text,
      ] + heads.map(\.text)
    let content = said.joined(separator: " ")
    let (issued, saidBefore) = try await desk.withDatabase { database in
      (try database.setting(Self.issuedName).flatMap { Int64($0) } ?? 0, try database.setting(Self.contentName))
    }
    let age = now.seconds.seconds - issued
    guard saidBefore != content || age >= Self.renewal || age < 0 else { return }
    let card = try Card(
      account: ring.account, genesis: book?.log.genesis, receiveKey: ring.receive.recipient,
      generation: ring.receive.generation,
      relays: [own.relay], heads: heads, issued: now)
    let key = try ring.signing()
    let packet = try await CPUWork.run {
      try SignedCard.sign(card, with: key, number: try FreshName.packet())
    }
    let entry = OutboxEntry(
      packetHash: packet.hash.text, packet: packet.json, recipient: packet.recipient, to: nil, kind: .card, jti: nil,
      createdAt: now.seconds, notBefore: now.seconds, expiresAt: now.seconds.adding(seconds: 2 * Self.renewal))
    try await desk.withDatabase { database in
      let before = try database.openOutbox().filter { $0.kind == .card }
      try database.write { writer in
        // The one before says less, or something that is no longer so.
        for var old in before {
          old.state = .failed
          old.lastError = "a newer card took its place"
          try writer.update(old)
        }
        try writer.enqueue([entry])
        try writer.set(Self.issuedName, "\(now.seconds.seconds)")
        try writer.set(Self.contentName, content)
      }
    }
    await desk.agent.countSigned()
  }

  /// Looks for an account's card at our relays, and at those that an invitation or an earlier card named.
  /// - Returns: whether its receive key is another one now.
  /// - Throws: `StoreError`. A relay that does not answer is no error.
  func look(for id: JamiID, alsoAt others: [String] = [], now: UnixTime = .now()) async throws -> Bool {
    let known = try await mesh.book.known()
    let desk = desk
    let (peer, present) = try await desk.withDatabase { database in
      let peer = try database.peer(id)
      return (peer, try peer.flatMap { try desk.presentKey(of: $0, database: database, now: now) })
    }
    // It moves with the account key.
    let address = CardAddress(of: present.map { JamiID(of: $0) } ?? id).recipient
    var asked: [RelayURL] = []
    if let first = RelayChoice.receiving(key: address, among: known, present: nil, now: now) { asked.append(first) }
    let theirs = (others + (peer?.relays ?? [])).compactMap { RelayURL($0) }
    let isPrivate = known.contains { $0.url.address.kind != .global }
    // What a stranger names must not have this machine knock at doors of its own network.
    let fitting = theirs.filter { $0.address.kind == .global || isPrivate && !$0.address.kind.isNeverAPeer }
    for relay in fitting.prefix(Self.theirRelays) where !asked.contains(relay) { asked.append(relay) }
    if asked.count == 1, let second = known.first(where: { !asked.contains($0.url) }) { asked.append(second.url) }
    try await mesh.book.learn(Array(fitting.prefix(Self.theirRelays)), origin: .card)
    let found = try await withThrowingTaskGroup(of: [Packet].self) { group in
      for relay in asked { group.addTask { try await self.packets(at: address, from: relay) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let isNew = try await desk.change { database in
      try CardIntake(desk: desk, database: database).take(found, of: id, now: .now())
    }
    desk.tellWatchers()
    return isNew
  }

  /// Whose card is due: never found, or found too long ago.
  /// - Throws: `StoreError`.
  func due(now: UnixTime = .now()) async throws -> [JamiID] {
    let own = desk.id
    return try await desk.withDatabase { database in
      let active = Set(try database.contacts().filter { $0.state == .active }.map(\.id))
      let members = Set(try database.channels().filter { !$0.isLeft }.flatMap { $0.members.map(\.id) })
      return try database.peers().filter { peer in
        guard peer.id != own, active.contains(peer.id.text) || members.contains(peer.id) else { return false }
        guard let tried = peer.cardTriedAt else { return true }
        let age = now.seconds - tried.seconds
        if let seen = peer.cardSeenAt { return age >= Self.lastRetry && now.seconds - seen.seconds >= Self.refresh }
        let waited = tried.seconds - peer.createdAt.seconds
        return age >= min(Self.lastRetry, max(Self.firstRetry, waited))
      }.map(\.id)
    }
  }

  private func packets(at address: String, from relay: RelayURL) async throws -> [Packet] {
    let canWait = try await mesh.book.canWait(relay)
    var packets: [Packet] = []
    var cursor: Int64 = 0
    do {
      for _ in 0..<Self.pages {
        let asked = FetchRequest(.recipient(address), after: canWait ? cursor : nil)
        let answer = try await mesh.ask(relay) { (client) throws(JasperError) in
          try await client.fetch(asked, from: relay)
        }
        packets += answer.packets
        guard answer.hasMore, let next = answer.cursor, next > cursor else { break }
        cursor = next
      }
    } catch let error as JasperError {
      desk.logger.info(
        "a relay was asked for a card in vain", metadata: ["relay": "\(relay)", "why": "\(error.reason)"])
    }
    return packets
  }
}
