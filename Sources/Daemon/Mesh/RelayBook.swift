import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform

/// The relays that an account knows, kept in its database. Which is used for what is decided by `RelayChoice`.
struct RelayBook: Sendable {
  let desk: AccountDesk

  /// Those that may be used.
  /// - Throws: `StoreError`.
  func known() async throws -> [KnownRelay] { try await desk.withDatabase { try Self.known($0) } }

  static func known(_ database: AccountDatabase) throws -> [KnownRelay] {
    try database.relays().filter { !$0.isRemoved }.compactMap(KnownRelay.init)
  }

  /// Adds what the person names; one that was removed comes back.
  /// - Throws: `StoreError`.
  func add(_ url: RelayURL, now: UnixTime = .now()) async throws {
    try await desk.change { database in
      var relay = try database.relay(url.text) ?? StoredRelay(url: url.text, origin: .user, addedAt: now)
      let isNew = relay.isRemoved || relay.origin != .user || relay.lastTriedAt == nil
      relay.origin = .user
      relay.isRemoved = false
      let saved = relay
      try database.write { writer in
        try writer.save(saved)
        if isNew {
          try writer.append(
            AccountEvent(
              at: now, kind: .relayAdded, text: "the relay \(url) was added", details: ["relay": url.text]))
        }
      }
    }
  }

  /// Adds what a card, an invitation or another relay named; a removed one stays removed.
  /// - Throws: `StoreError`.
  func learn(
    _ urls: [RelayURL], origin: StoredRelay.Origin, from teller: RelayURL? = nil, now: UnixTime = .now()
  ) async throws {
    guard !urls.isEmpty else { return }
    try await desk.change { database in
      let known = Set(try database.relays().map(\.url))
      try database.write { writer in
        for url in urls where !known.contains(url.text) {
          try writer.save(StoredRelay(url: url.text, origin: origin, addedAt: now, learnedFrom: teller?.text))
        }
      }
    }
  }

  /// Which of the servers that a relay told of are new and fit to be tried.
  /// - Throws: `StoreError`.
  func fitting(_ told: [ServerAddress], from teller: RelayURL) async throws -> [RelayURL] {
    let relays = try await desk.withDatabase { try $0.relays() }
    var learned = LearnedServers(
      known: relays.filter { !$0.isRemoved }.compactMap { relay in
        RelayURL(relay.url).map { ($0, relay.learnedFrom.flatMap { RelayURL($0) }) }
      },
      removed: relays.filter(\.isRemoved).compactMap { RelayURL($0.url) })
    return learned.take(told, from: teller)
  }

  /// Takes a relay out; a tombstone keeps it from being learned again.
  /// - Throws: `MessagingError.relayNotFound`, `StoreError`.
  func remove(_ url: String, now: UnixTime = .now()) async throws -> RelayEntry {
    try await desk.change { database in
      guard var relay = try database.relay(RelayURL(url)?.text ?? url), !relay.isRemoved else {
        throw MessagingError(
          .relayNotFound, "there is no relay '\(url.prefix(200))'", hint: "`signet relay list` shows them")
      }
      relay.isRemoved = true
      let saved = relay
      try database.write { writer in
        try writer.save(saved)
        try writer.removeCursors(relay: saved.url)
        try writer.append(
          AccountEvent(
            at: now, kind: .relayRemoved, text: "the relay \(saved.url) was removed", details: ["relay": saved.url]))
      }
      return saved.entry(uses: [], now: now)
    }
  }

  /// Whether a relay has said that it knows cursors and waiting; one that is not on the list has said nothing.
  /// - Throws: `StoreError`.
  func canWait(_ url: RelayURL) async throws -> Bool {
    try await desk.withDatabase { try $0.relay(url.text)?.canWait ?? false }
  }

  /// What a relay has shown of itself.
  enum Experience: Sendable {
    case answered
    case told(RelayStatus)
    case unreachable(String)
    /// A packet that it took was found elsewhere.
    case delivered
    /// A packet that it took was not.
    case lost
  }

  /// Keeps it. A relay that is not on the list (any more) is passed over.
  /// - Throws: `StoreError`.
  func note(_ experience: Experience, of url: RelayURL, now: UnixTime = .now()) async throws {
    try await desk.change { database in
      guard var stored = try database.relay(url.text), !stored.isRemoved, var relay = KnownRelay(stored) else { return }
      stored.lastError = nil
      switch experience {
      case .answered: relay.answered(at: now)
      case .told(let status):
        relay.answered(load: status.load, at: now)
        stored.capabilities = status.capabilities + ["\(status.software)/\(status.version)"]
      case .unreachable(let reason):
        relay.unreachable(at: now)
        stored.lastError = reason
      case .delivered: relay.delivered(at: now)
      case .lost: relay.lost(at: now)
      }
      stored.take(relay)
      let saved = stored
      _ = try database.write { try $0.save(saved) }
    }
  }

  /// For people.
  /// - Throws: `StoreError`.
  func entries(receiving: Set<RelayURL>, now: UnixTime = .now()) async throws -> [RelayEntry] {
    try await desk.withDatabase { database in
      try database.relays().filter { !$0.isRemoved }.map { relay in
        relay.entry(uses: RelayURL(relay.url).map { receiving.contains($0) } == true ? ["receive"] : [], now: now)
      }
    }
  }
}
