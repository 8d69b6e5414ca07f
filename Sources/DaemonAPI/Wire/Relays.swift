import Platform

// What may be left out of a body has a default; hence the decoders written out.

/// Answer of `GET /v1/accounts/{id}/relays`; with `?probe=true` each is asked anew first.
public struct RelayList: Codable, Sendable, Equatable {
  public var relays: [RelayEntry]

  public init(relays: [RelayEntry]) {
    self.relays = relays
  }
}

/// A relay that the account knows.
public struct RelayEntry: Codable, Sendable, Equatable {
  /// `http://HOST:PORT` or `https://HOST:PORT`.
  public var url: String
  /// `user`, `learned` (another relay told of it) or `card` (a contact's card named it).
  public var origin: String
  /// `receive`, where the account fetches; empty for others.
  public var uses: [String]
  /// 0 to 1: how well it kept what it was given.
  public var score: Double
  /// 0 to 1, by its own word; nil where it does not tell.
  public var load: Double?
  public var answeredAt: UnixTime?
  public var triedAt: UnixTime?
  /// Why it did not answer the last time.
  public var error: String?
  /// What it says it is.
  public var software: String?
  /// Packets that it took and that no other relay had.
  public var lost: Int

  public init(
    url: String,
    origin: String,
    uses: [String],
    score: Double,
    load: Double? = nil,
    answeredAt: UnixTime? = nil,
    triedAt: UnixTime? = nil,
    error: String? = nil,
    software: String? = nil,
    lost: Int
  ) {
    self.url = url
    self.origin = origin
    self.uses = uses
    self.score = score
    self.load = load
    self.answeredAt = answeredAt
    self.triedAt = triedAt
    self.error = error
    self.software = software
    self.lost = lost
  }
}

/// Body of `POST /v1/accounts/{id}/relays`.
public struct RelayRequest: Codable, Sendable, Equatable {
  /// `http://HOST:PORT` or `https://HOST:PORT`.
  public var url: String

  public init(url: String) {
    self.url = url
  }
}

/// Answer of `GET /v1/accounts/{id}/outbox`: what is not confirmed yet.
public struct OutboxList: Codable, Sendable, Equatable {
  public var entries: [OutboxItem]

  public init(entries: [OutboxItem]) {
    self.entries = entries
  }
}

/// A packet on its way.
public struct OutboxItem: Codable, Sendable, Equatable {
  public var number: Int64
  /// 64 hex.
  public var hash: String
  /// Jami ID; nil: our own card.
  public var to: String?
  /// `message`, `payload` or `card`.
  public var kind: String
  /// `queued`, `sent`, `confirmed` or `failed`.
  public var state: String
  public var attempts: Int
  /// The relay that took it last.
  public var relay: String?
  public var nextTry: UnixTime?
  public var error: String?

  public init(
    number: Int64,
    hash: String,
    to: String? = nil,
    kind: String,
    state: String,
    attempts: Int,
    relay: String? = nil,
    nextTry: UnixTime? = nil,
    error: String? = nil
  ) {
    self.number = number
    self.hash = hash
    self.to = to
    self.kind = kind
    self.state = state
    self.attempts = attempts
    self.relay = relay
    self.nextTry = nextTry
    self.error = error
  }
}
