// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/accounts`. The worker asks for the slot `newPassword`, unless `noPassword`; with `token` for
/// `tokenPIN` too.
public struct CreateRequest: Codable, Sendable {
  public var displayName: String
  /// Name of this device; nil takes the machine's name.
  public var deviceName: String?
  /// Said on purpose: the archive gets no password.
  public var noPassword: Bool
  /// Address of a PKCS#11 token (RFC 7512, without a PIN) for the signing key; nil keeps it here.
  public var token: String?

  public init(displayName: String, deviceName: String? = nil, noPassword: Bool = false, token: String? = nil) {
    self.displayName = displayName
    self.deviceName = deviceName
    self.noPassword = noPassword
    self.token = token
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    displayName = try container.decode(String.self, forKey: .displayName)
    deviceName = try container.decodeIfPresent(String.self, forKey: .deviceName)
    noPassword = try container.decodeIfPresent(Bool.self, forKey: .noPassword) ?? false
    token = try container.decodeIfPresent(String.self, forKey: .token)
  }
}

/// Body of `POST /v1/accounts/{id}/password`. The worker asks for `password` where the archive has one, and for
/// `newPassword` unless `noPassword`.
public struct PasswordRequest: Codable, Sendable {
  /// Said on purpose: the archive loses its password.
  public var noPassword: Bool
  /// Slots that the client means to hand over even where the file does not need them.
  public var offers: [SecretSlot]

  public init(noPassword: Bool = false, offers: [SecretSlot] = []) {
    self.noPassword = noPassword
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    noPassword = try container.decodeIfPresent(Bool.self, forKey: .noPassword) ?? false
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `POST /v1/accounts/{id}/backups`. The worker asks for `password` where the archive has one. The backup gets
/// the archive's own secret, or `newPassword` when that is among the offers (handed over as `none`: no password).
public struct BackupRequest: Codable, Sendable {
  /// Absolute.
  public var path: String
  /// Replace a file that is no archive of this account.
  public var force: Bool
  public var offers: [SecretSlot]

  public init(path: String, force: Bool = false, offers: [SecretSlot] = []) {
    self.path = path
    self.force = force
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.decode(String.self, forKey: .path)
    force = try container.decodeIfPresent(Bool.self, forKey: .force) ?? false
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `POST /v1/restores`. The worker asks for `password` where the file has one; the account here gets the
/// file's own secret, or `newPassword` when that is among the offers.
///
/// With `merge` onto an account that is here, its archive is opened with `accountPassword` when that is among the
/// offers, or when the archive here has a password and the file has none; else with the file's own `password`.
public struct RestoreRequest: Codable, Sendable {
  /// Absolute.
  public var path: String
  public var merge: Bool
  /// Name of this device; nil takes the machine's name. Not used where the account is here already.
  public var deviceName: String?
  /// The person has words of the account's recovery kit too; the worker asks for them at `recoveryWords`, and the
  /// recovery key vouches for this device. Not used where the account is here already.
  public var words: Bool
  public var offers: [SecretSlot]
  /// As in `CreateRequest`; refused where the account is here already.
  public var token: String?

  public init(
    path: String, merge: Bool = false, deviceName: String? = nil, words: Bool = false, offers: [SecretSlot] = [],
    token: String? = nil
  ) {
    self.path = path
    self.merge = merge
    self.words = words
    self.deviceName = deviceName
    self.offers = offers
    self.token = token
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.decode(String.self, forKey: .path)
    merge = try container.decodeIfPresent(Bool.self, forKey: .merge) ?? false
    words = try container.decodeIfPresent(Bool.self, forKey: .words) ?? false
    deviceName = try container.decodeIfPresent(String.self, forKey: .deviceName)
    token = try container.decodeIfPresent(String.self, forKey: .token)
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `PATCH /v1/accounts/{id}/devices/{deviceId}`.
public struct DeviceChange: Codable, Sendable {
  /// 1 to 256 bytes of UTF-8, no control characters.
  public var name: String

  public init(name: String) { self.name = name }
}

/// Body of `POST /v1/accounts/{id}/devices/{deviceId}/renewal`. The worker asks for `password` where the archive has one.
public struct RenewalRequest: Codable, Sendable {
  public var offers: [SecretSlot]

  public init(offers: [SecretSlot] = []) { self.offers = offers }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}
