import Platform

/// Answer of `GET /v1/accounts/{id}/forecast`: what would stop working, and when.
public struct Forecast: Codable, Sendable, Equatable {
  /// The account.
  public var id: String
  /// By date; those without a date, which may be needed any day, behind them.
  public var items: [ForecastItem]

  public init(id: String, items: [ForecastItem]) {
    self.id = id
    self.items = items
  }
}

/// One thing that would stop working.
public struct ForecastItem: Codable, Sendable, Equatable {
  public enum Subject: String, Codable, Sendable, CaseIterable {
    case authorityCertificate, accountCertificate, deviceCertificate, signingCertificate
    /// The certificate of another device of the account.
    case otherDeviceCertificate
    /// The list of revocations in the archive, for readers that heed its date.
    case revocationList
    /// A receive or sync key that another one followed.
    case retiredKey
    /// The keys of this device, which was thrown out.
    case ownKeys
    /// A statement of the log that counts from a time on, unless somebody objects.
    case pendingStatement
    /// What others find the account by on relays.
    case card
    case recoveryKit
    case backup
  }

  public var subject: Subject
  /// Nil: no date; nobody knows when it is needed.
  public var at: UnixTime?
  /// From when on it is renewed by itself, whenever the archive is open.
  public var renewAt: UnixTime?
  /// What happens then, one sentence without a full stop.
  public var text: String
  /// What to do, a command where there is one.
  public var cure: String

  public init(_ subject: Subject, at: UnixTime? = nil, renewAt: UnixTime? = nil, text: String, cure: String) {
    self.subject = subject
    self.at = at
    self.renewAt = renewAt
    self.text = text
    self.cure = cure
  }
}
