import Platform

/// Body of `POST /v1/accounts/{id}/devices/{deviceId}/revocation`. The worker asks for `password` where the archive has
/// one.
public struct RevocationRequest: Codable, Sendable {
  /// `unspecified`, `lost`, `stolen`, `retired` or `superseded`.
  public var reason: String
  /// Whether the account gets another account key too, as the device held this one.
  public var rotateAccount: Bool
  /// With that: ask for words of the recovery kit where its key is not in the archive any more.
  public var words: Bool
  public var offers: [SecretSlot]

  public init(
    reason: String = "unspecified", rotateAccount: Bool = false, words: Bool = false, offers: [SecretSlot] = []
  ) {
    self.reason = reason
    self.rotateAccount = rotateAccount
    self.words = words
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? "unspecified"
    rotateAccount = try container.decodeIfPresent(Bool.self, forKey: .rotateAccount) ?? false
    words = try container.decodeIfPresent(Bool.self, forKey: .words) ?? false
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `POST /v1/accounts/{id}/keys/destruction`.
public struct DestructionRequest: Codable, Sendable {
  /// Whether the worker may ask for `tokenPIN`, where the signing key is on a token.
  public var takesPIN: Bool

  public init(takesPIN: Bool = false) { self.takesPIN = takesPIN }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    takesPIN = try container.decodeIfPresent(Bool.self, forKey: .takesPIN) ?? false
  }
}

/// Where this device was thrown out: what becomes of its keys.
public struct OwnRevocationStatus: Codable, Sendable, Equatable {
  public enum Keys: String, Codable, Sendable {
    /// They are destroyed at `at`, unless the recovery key objects.
    case pending
    /// The recovery key objects: they stay until somebody here says otherwise.
    case objected
    /// They are destroyed; `at`: since when.
    case destroyed
  }

  public var keys: Keys
  public var at: UnixTime?

  public init(keys: Keys, at: UnixTime? = nil) {
    self.keys = keys
    self.at = at
  }
}

/// What throwing a device out takes, or took. Answer of `GET /v1/accounts/{id}/devices/{deviceId}/revocation`.
public struct RevocationReport: Codable, Sendable, Equatable {
  /// A device that stays.
  public struct Other: Codable, Sendable, Equatable {
    public let deviceId: String
    public let name: String?

    public init(deviceId: String, name: String?) {
      self.deviceId = deviceId
      self.name = name
    }
  }

  public let deviceId: String
  public let name: String?
  /// `full` or `leaf`.
  public let role: String
  /// What the device held beside its own keys: `receive`, `sync`, and a full one `account`.
  public let held: [String]
  /// Of that, what gets new keys.
  public let rotated: [String]
  /// The devices that are handed the new keys, this one among them.
  public let recipients: [Other]
  /// Devices that stay and cannot be handed new keys.
  public let withoutKeys: [Other]
  /// Serial numbers, in hex, of the device's certificates: what Jami's revocation list can name. Empty where none is
  /// known.
  public let serials: [String]

  public init(
    deviceId: String, name: String?, role: String, held: [String], rotated: [String], recipients: [Other],
    withoutKeys: [Other], serials: [String]
  ) {
    self.deviceId = deviceId
    self.name = name
    self.role = role
    self.held = held
    self.rotated = rotated
    self.recipients = recipients
    self.withoutKeys = withoutKeys
    self.serials = serials
  }
}

/// What new shared keys came to (receiveRotation, deviceRevocation).
public struct RotationReport: Codable, Sendable, Equatable {
  /// Of the receive key that is in use now.
  public let generation: Int
  /// The devices that are handed the new keys, this one among them.
  public let recipients: [String]

  public init(generation: Int, recipients: [String]) {
    self.generation = generation
    self.recipients = recipients
  }
}
