import Platform

// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/accounts/{id}/recovery/kit`. The worker asks for `password` where the archive has one, and then
/// shows the shares at `recoveryWords`; see `WordsLine`.
public struct KitRequest: Codable, Sendable {
  /// How many shares are needed.
  public var threshold: Int
  /// How many there are, up to 16.
  public var count: Int
  public var offers: [SecretSlot]

  public init(threshold: Int = 1, count: Int = 1, offers: [SecretSlot] = []) {
    self.threshold = threshold
    self.count = count
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    threshold = try container.decodeIfPresent(Int.self, forKey: .threshold) ?? 1
    count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 1
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `POST /v1/accounts/{id}/recovery/rehearsal`. The worker asks for the share at `recoveryWords`; before, for
/// `password`, where the archive has one and this share may be the last that is wanting.
public struct RehearsalRequest: Codable, Sendable {
  public var offers: [SecretSlot]

  public init(offers: [SecretSlot] = []) { self.offers = offers }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `POST /v1/recoveries`. The worker asks for the words of as many shares as are needed at `recoveryWords`.
public struct RecoverRequest: Codable, Sendable {
  /// An account that is here: the recovery key vouches for this device of it. Nil: says only what the words open.
  public var account: String?

  public init(account: String? = nil) { self.account = account }
}

/// Answer of `GET /v1/accounts/{id}/recovery`: the recovery kit, without anything that helps to get at it.
public struct KitStatus: Codable, Sendable, Equatable {
  /// `none`, `kitMade` or `kitRehearsed`.
  public var state: String
  /// How many shares are needed. This and what follows: nil where no kit was made on this device.
  public var threshold: Int?
  /// How many there are.
  public var count: Int?
  public var madeAt: UnixTime?
  /// SHA-256 of the recovery key's SubjectPublicKeyInfo, 64 hex.
  public var recoveryKey: String?
  /// The shares that were rehearsed, by number.
  public var rehearsed: [Rehearsal]

  public struct Rehearsal: Codable, Sendable, Equatable {
    /// Of the share, from 1.
    public var number: Int
    /// When it was last rehearsed.
    public var at: UnixTime

    public init(number: Int, at: UnixTime) {
      self.number = number
      self.at = at
    }
  }

  public init(
    state: String, threshold: Int? = nil, count: Int? = nil, madeAt: UnixTime? = nil, recoveryKey: String? = nil,
    rehearsed: [Rehearsal] = []
  ) {
    self.state = state
    self.threshold = threshold
    self.count = count
    self.madeAt = madeAt
    self.recoveryKey = recoveryKey
    self.rehearsed = rehearsed
  }
}
