import AccountStore
import Jasper
import Platform
import Sealing

/// Brings packets onto the mesh: hands each to a relay, looks at another one whether it spread, and tries others where
/// it did not. All that it knows is in the outbox, so it goes on after any crash where it was.
struct PacketSender: Sendable {
  /// Seconds after which another relay is asked for a packet, one look after the other. Relays push at once; the last
  /// look is after the minute in which plain ones sync.
  static let looks: [Int64] = [1, 4, 15, 75]
  /// Longest pause between tries, in seconds.
  static let longestPause: Int64 = 60
  /// Seconds until a relay must have taken a packet; another one is tried then.
  static let sendSeconds: Int64 = 10
  /// Packets that are under way at a time.
  static let batch = 8

  let mesh: MeshAccess
  /// What time it is once a relay has answered, which may be long after the question.
  private let clock: @Sendable () -> UnixTime
  private var desk: AccountDesk { mesh.desk }

  init(mesh: MeshAccess, clock: @escaping @Sendable () -> UnixTime = { .now() }) {
    self.mesh = mesh
    self.clock = clock
  }

  /// Does what is due.
  /// - Returns: whether anything was.
  /// - Throws: `StoreError`.
  func sendDue(now: UnixTime = .now()) async throws -> Bool {
    let due = try await desk.withDatabase { try $0.outbox(due: now, limit: Self.batch) }
    guard !due.isEmpty else { return false }
    let relays = ReceivingRelays(desk: desk)
    let receiving = try await relays.present(for: relays.recipients())
    // Packets for several recipients leave through several relays, as far as there are any.
    var inUse: Set<RelayURL> = []
    try await withThrowingTaskGroup(of: Void.self) { group in
      for entry in due {
        if entry.expiresAt <= now {
          try await giveUp(entry)
        } else if entry.state == .queued {
          let choice = try await self.choice(entry, receiving: receiving, inUse: inUse, now: now)
          if let choice { inUse.insert(choice.relay) }
          group.addTask { try await self.send(entry, through: choice, receiving: receiving, now: now) }
        } else {
          group.addTask { try await self.look(entry, receiving: receiving, now: now) }
        }
      }
      try await group.waitForAll()
    }
    return true
  }

  private func choice(
    _ entry: OutboxEntry, receiving: Set<RelayURL>, inUse: Set<RelayURL>, now: UnixTime
  ) async throws -> RelayChoice.Sending? {
    let relays = try await mesh.book.known()
    return RelayChoice.sending(
      recipient: entry.recipient, among: relays, receiving: receiving, inUse: inUse,
      tried: entry.tried.compactMap { RelayURL($0) }, now: now)
  }

  private func send(
    _ entry: OutboxEntry, through choice: RelayChoice.Sending?, receiving: Set<RelayURL>, now: UnixTime
  ) async throws {
    var entry = entry
    guard let relay = choice?.relay else {
      entry.lastError = "no relay is known"
      entry.notBefore = now.adding(seconds: 30)
      return try await save(entry)
    }
    entry.attempts += 1
    entry.tried.removeAll { $0 == relay.text }
    entry.tried.append(relay.text)
    do {
      let packet = entry.packet
      try await mesh.ask(relay) { (client) throws(JasperError) in
        try await client.send(json: packet, to: relay, seconds: Self.sendSeconds)
      }
      entry.state = .sent
      entry.sentThrough = relay.text
      entry.sentAt = clock()
      entry.lastError = nil
      entry.notBefore = clock().adding(seconds: Self.looks[0])
    } catch let error as JasperError {
      if Task.isCancelled { return }
      entry.lastError = error.reason
      entry.notBefore = try await nextTry(entry, receiving: receiving, now: now)
    }
    try await save(entry)
    desk.tellWatchers()
  }

  /// At once where another relay has not been tried; else later and later.
  private func nextTry(_ entry: OutboxEntry, receiving: Set<RelayURL>, now: UnixTime) async throws -> UnixTime {
    // Not any other one: the relay that fetches for this account is left alone as long as another may come back, and
    // then only the one that has just failed would be tried, again and again.
    let next = try await choice(entry, receiving: receiving, inUse: [], now: now)?.relay
    let isFree = try await mesh.book.known().contains { $0.url == next && !$0.isWaiting(at: now) }
    if let next, isFree, !entry.tried.contains(next.text) { return now }
    let pause = min(Self.longestPause, Int64(1) << Int64(min(9, max(1, entry.attempts))))
    return clock().adding(seconds: pause)
  }

  /// Whether the packet is at another relay than the one that took it.
  private func look(_ entry: OutboxEntry, receiving: Set<RelayURL>, now: UnixTime) async throws {
    var entry = entry
    guard let through = entry.sentThrough.flatMap({ RelayURL($0) }), let sentAt = entry.sentAt,
      let hash = PacketHash(hex: entry.packetHash), let packet = Self.packet(of: entry)
    else { return try await requeue(&entry, "where it was sent is not known any more", now: now) }
    let relays = try await mesh.book.known()
    let others = RelayChoice.checking(
      packet: entry.packetHash, sentThrough: through, among: relays, avoiding: receiving, now: now)
    // With two relays the other one fetches for this account: looking there tells it nothing new but that the packet is ours.
    guard
      let checker = others
        ?? RelayChoice.checking(
          packet: entry.packetHash, sentThrough: through, among: relays, avoiding: [], now: now)
    else {
      // Nobody to ask: with one relay there is no way to know more.
      entry.notBefore = now.adding(seconds: 60)
      return try await save(entry)
    }
    let found: Bool
    do {
      // All of it: the same message with another signature is what somebody else spreads, and it opens nowhere.
      found = try await mesh.ask(checker) { (client) throws(JasperError) in
        try await client.fetch(FetchRequest(.hashes([hash])), from: checker)
      }.packets.contains(packet)
    } catch is JasperError {
      entry.notBefore = now.adding(seconds: 5)
      return try await save(entry)
    }
    if found {
      entry.state = .confirmed
      entry.confirmedAt = clock()
      try await save(entry)
      try await mesh.book.note(.delivered, of: through)
      return desk.tellWatchers()
    }
    let age = clock().seconds - sentAt.seconds
    if let next = Self.looks.first(where: { $0 > age }) {
      entry.notBefore = sentAt.adding(seconds: next)
      return try await save(entry)
    }
    try await mesh.book.note(.lost, of: through)
    try await requeue(&entry, "\(through) took it, and \(checker) has not got it", now: now)
  }

  private func requeue(_ entry: inout OutboxEntry, _ reason: String, now: UnixTime) async throws {
    entry.state = .queued
    entry.lastError = reason
    entry.notBefore = now
    try await save(entry)
    desk.tellWatchers()
  }

  private func giveUp(_ entry: OutboxEntry) async throws {
    var entry = entry
    if entry.state == .sent {
      // A relay has it, and nobody could ever be asked whether it spread: that is all that will be known.
      entry.notBefore = entry.expiresAt.adding(seconds: Composer.lifeSeconds)
    } else {
      entry.state = .failed
    }
    try await save(entry)
    desk.tellWatchers()
  }

  private static func packet(of entry: OutboxEntry) -> Packet? {
    // One that is none was not enqueued by us; it is given up when its time is over.
    try? Packet(json: entry.packet)
  }

  private func save(_ entry: OutboxEntry) async throws {
    _ = try await desk.withDatabase { try $0.write { try $0.update(entry) } }
  }
}
