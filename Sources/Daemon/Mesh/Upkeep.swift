import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing

/// What has to be done now and then: cards, the known list, old records.
struct Upkeep: Sendable {
  /// Seconds between two rounds at most, and while a contact's card is being looked for.
  static let longestPause: Int64 = 60
  /// Seconds after which relays are asked for others that they know.
  static let learning: Int64 = 3600
  /// The same while few are known: a relay that has just started knows no others yet.
  static let learningEarly: Int64 = 60
  static let fewRelays = 4
  /// Relays that are asked how they are in one round.
  static let probes = 8
  /// Seconds for which it is remembered what was opened: as long as relays may bring it again, and more.
  static let seenLife: Int64 = 30 * 86_400
  /// Seconds for which packets that are on the mesh are listed.
  static let outboxLife: Int64 = 30 * 86_400
  private static let learnedName = "relays.learned"
  private static let prunedName = "records.pruned"

  let mesh: MeshAccess
  let intake: PacketIntake
  private var desk: AccountDesk { mesh.desk }

  /// What the other devices wait for: new keys, and what the log says. Before anything that asks a relay, which may take
  /// its time to answer.
  /// - Returns: whether there is something to send.
  /// - Throws: `MessagingError`, `StoreError`.
  func tell(now: UnixTime = .now()) async throws -> Bool {
    guard try await !mesh.book.known().isEmpty else { return false }
    let isHandedOver = try await HandoverCourier(desk: desk).post(now: now)
    return try await LogKeeper(desk: desk).post() || isHandedOver
  }

  /// - Returns: whether there may be something to send.
  /// - Throws: `MessagingError`, `StoreError`.
  func run(now: UnixTime = .now()) async throws -> Bool {
    // Nothing is written where nothing is to be done: a folder that nobody uses stays as it is.
    guard try await !mesh.book.known().isEmpty else { return false }
    try await probe(now)
    let before = try await desk.withDatabase { try $0.nextOutboxTime() }
    let unsigned = try await publish()
    _ = try await HandoverCourier(desk: desk).post(now: now)
    let desk = desk
    let isNew = try await desk.change { try SuccessionNotice(desk: desk, database: $0, now: now).look() }
    if isNew { desk.tellWatchers() }
    try await look(now)
    _ = try await LogKeeper(desk: desk).post()
    try await prune(now)
    try await learn(now)
    if let unsigned { throw unsigned }
    return try await desk.withDatabase { try $0.nextOutboxTime() } != before
  }

  /// Seconds until the next round.
  /// - Throws: `StoreError`.
  func pause() async throws -> Int64 {
    guard try await !mesh.book.known().isEmpty else { return Self.longestPause }
    let next = UnixTime.now().adding(seconds: CardKeeper.firstRetry)
    let isLooking = try await !CardKeeper(mesh: mesh).due(now: next).isEmpty
    return isLooking ? CardKeeper.firstRetry : Self.longestPause
  }

  /// - Returns: why a card could not be signed, where that is for a token that is not at hand: all else goes on.
  private func publish() async throws -> (any Error)? {
    do {
      try await CardKeeper(mesh: mesh).publish()
      return nil
    } catch  where ErrorReport(any: error).code.hasPrefix("token") {
      return error
    }
  }

  private func probe(_ now: UnixTime) async throws {
    let due = RelayChoice.probing(among: try await mesh.book.known(), limit: Self.probes, now: now)
    let mesh = mesh
    try await withThrowingTaskGroup(of: Void.self) { group in
      for relay in due {
        group.addTask {
          do { try await mesh.probe(relay) } catch is JasperError {
            // It is in the book.
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func look(_ now: UnixTime) async throws {
    let desk = desk
    // Some statements of a log have their effect only after a time, without anything that arrives.
    for id in try await desk.withDatabase({ try ContactKeys(desk: desk, database: $0, now: now).follow() }) {
      try await MessageService(desk: desk).sendDrafts(to: id)
    }
    for id in try await CardKeeper(mesh: mesh).due(now: now).prefix(20) {
      _ = try await CardKeeper(mesh: mesh).look(for: id)
      // Also what waited from before a crash.
      if try await desk.withDatabase({ try $0.peer(id)?.receiveKey != nil }) {
        try await MessageService(desk: desk).sendDrafts(to: id)
      }
    }
  }

  /// The known list grows through `/sync/servers`. Deliberate: nothing is told in turn. A relay would learn from the
  /// list which others this account knows.
  private func learn(_ now: UnixTime) async throws {
    let asked = try await mesh.book.known().filter { $0.lastAnsweredAt != nil && !$0.isWaiting(at: now) }
    // Where nobody is there to be asked the hour does not begin: else the first relay would be asked an hour late.
    let known = try await mesh.book.known().count
    let pause = known < Self.fewRelays ? Self.learningEarly : Self.learning
    guard !asked.isEmpty, try await isDue(Self.learnedName, every: pause, now) else { return }
    for relay in asked {
      let url = relay.url
      let told: [ServerAddress]
      do {
        told = try await mesh.ask(url) { (client) throws(JasperError) in try await client.syncServers([], with: url) }
      } catch is JasperError {
        continue
      }
      for found in try await mesh.book.fitting(told, from: url) {
        // It goes onto the list once it has answered.
        do {
          _ = try await mesh.clients.client(for: found, isTyped: found.address.kind != .global).status(of: found)
        } catch let error where error.kind != .relayRefused {
          continue
        } catch {
          // Another make of relay, which answered.
        }
        try await mesh.book.learn([found], origin: .learned, from: url)
      }
    }
  }

  private func prune(_ now: UnixTime) async throws {
    guard try await isDue(Self.prunedName, every: 86_400, now) else { return }
    try await desk.withDatabase { database in
      try database.write { writer in
        let destroyed = try writer.destroyRetiredKeys(at: now)
        if !destroyed.isEmpty {
          try writer.append(
            AccountEvent(
              at: now, kind: .keysDestroyed, text: "keys that were followed by others two weeks ago were destroyed",
              details: ["keys": destroyed.map(\.keyID.text).joined(separator: " ")]))
        }
        try writer.forgetSeen(before: now.adding(seconds: -Self.seenLife))
        try writer.pruneOutbox(before: now.adding(seconds: -Self.outboxLife))
      }
    }
  }

  private func isDue(_ name: String, every seconds: Int64, _ now: UnixTime) async throws -> Bool {
    try await desk.withDatabase { database in
      let last = try database.setting(name).flatMap { Int64($0) } ?? 0
      guard now.seconds - last >= seconds || now.seconds < last else { return false }
      try database.write { try $0.set(name, "\(now.seconds)") }
      return true
    }
  }
}
