import Platform

// What may be left out of a body has a default; hence the decoders written out.

/// Answer of `GET /v1/accounts/{id}/keys`.
public struct KeyList: Codable, Sendable, Equatable {
  /// `ready`; `making` while a worker makes them; `pending` where the archive's password is needed for it.
  public var state: String
  public var keys: [KeyEntry]

  public init(state: String, keys: [KeyEntry]) {
    self.state = state
    self.keys = keys
  }
}

/// One key that this device holds, beside its device key. Nothing secret is in it.
public struct KeyEntry: Codable, Sendable, Equatable {
  /// `signing`, `wrap`, `receive` or `sync`.
  public var purpose: String
  /// Counts up from 1.
  public var generation: Int
  /// SHA-256 of the SubjectPublicKeyInfo, 64 hex.
  public var keyId: String
  /// Unix seconds.
  public var createdAt: UnixTime
  /// When a later generation took its place; nil while it is the one in use.
  public var retiredAt: UnixTime?
  /// End of its certificate; only signing keys have one.
  public var expires: UnixTime?
  /// Address of the PKCS#11 token that it is on; nil for a key that is here.
  public var token: String?

  public init(
    purpose: String,
    generation: Int,
    keyId: String,
    createdAt: UnixTime,
    retiredAt: UnixTime? = nil,
    expires: UnixTime? = nil,
    token: String? = nil
  ) {
    self.purpose = purpose
    self.generation = generation
    self.keyId = keyId
    self.createdAt = createdAt
    self.retiredAt = retiredAt
    self.expires = expires
    self.token = token
  }
}

/// Body of `POST /v1/accounts/{id}/keys` and `POST /v1/accounts/{id}/unlock`. The worker asks for `password` where
/// the archive has one, and for `tokenPIN` where a token is to work.
public struct KeysRequest: Codable, Sendable, Equatable {
  public var offers: [SecretSlot]
  /// Unlock: lock again after this time; nil keeps it unlocked.
  public var seconds: Int?
  /// Keys: address of a PKCS#11 token (RFC 7512, without a PIN) to which the signing key moves: a new one, there.
  public var token: String?
  /// Keys: a signing key that is on a token gets one here in its place.
  public var noToken: Bool
  /// Keys: which of this device's own keys is to be another one, `signing` or `wrap`.
  public var rotate: String?

  public init(
    offers: [SecretSlot] = [], seconds: Int? = nil, token: String? = nil, noToken: Bool = false, rotate: String? = nil
  ) {
    self.offers = offers
    self.seconds = seconds
    self.token = token
    self.noToken = noToken
    self.rotate = rotate
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
    seconds = try container.decodeIfPresent(Int.self, forKey: .seconds)
    token = try container.decodeIfPresent(String.self, forKey: .token)
    noToken = try container.decodeIfPresent(Bool.self, forKey: .noToken) ?? false
    rotate = try container.decodeIfPresent(String.self, forKey: .rotate)
  }
}

/// Answer of `GET /v1/accounts/{id}/agent`: the signing agent, which holds the keys that sign and open packets.
public struct AgentStatus: Codable, Sendable, Equatable {
  /// It neither signs nor opens anything.
  public var locked: Bool
  public var lockedSince: UnixTime?
  /// When it locks itself; nil: it does not.
  public var unlockedUntil: UnixTime?
  /// Messages and cards that it signed in its life.
  public var signed: Int64
  /// Packets that it opened.
  public var opened: Int64
  /// Where the signing key is on a token: how that stands.
  public var token: TokenStatus?

  public init(
    locked: Bool,
    lockedSince: UnixTime? = nil,
    unlockedUntil: UnixTime? = nil,
    signed: Int64,
    opened: Int64,
    token: TokenStatus? = nil
  ) {
    self.locked = locked
    self.lockedSince = lockedSince
    self.unlockedUntil = unlockedUntil
    self.signed = signed
    self.opened = opened
    self.token = token
  }
}

/// The token that an account's signing key is on.
public struct TokenStatus: Codable, Sendable, Equatable {
  public enum State: String, Codable, Sendable {
    /// It signs.
    case ready
    /// Its PIN was not given since the daemon began or the agent was locked.
    case pinNeeded
    /// When it was last asked to sign, it was not there.
    case unavailable
  }

  /// Its address (RFC 7512), with that of the key.
  public var url: String
  /// What it is called.
  public var name: String
  public var state: State

  public init(url: String, name: String, state: State) {
    self.url = url
    self.name = name
    self.state = state
  }
}
