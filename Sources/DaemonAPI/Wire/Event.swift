import Platform

/// Something that happened to an account: an entry of its log, and what `GET /v1/events` streams.
public struct Event: Codable, Sendable, Equatable {
  /// Grows within one account's log.
  public let number: Int64
  /// The account, 40 hex.
  public let account: String
  /// Unix seconds.
  public let at: UnixTime
  /// Stable, for instance `accountCreated`.
  public let kind: String
  /// One sentence for people.
  public let text: String
  /// For scripts.
  public let details: [String: String]

  public init(
    number: Int64, account: String, at: UnixTime, kind: String, text: String, details: [String: String] = [:]
  ) {
    self.number = number
    self.account = account
    self.at = at
    self.kind = kind
    self.text = text
    self.details = details
  }
}

/// Answer of `GET /v1/accounts/{id}/log`, oldest first; `?after=NUMBER` and `?limit=COUNT` (at most 1000) cut it.
public struct EventList: Codable, Sendable {
  public let events: [Event]

  public init(events: [Event]) { self.events = events }
}
