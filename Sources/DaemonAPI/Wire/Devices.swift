import Platform

/// Answer of `GET /v1/accounts/{id}/devices`.
public struct DeviceList: Codable, Sendable {
  public let devices: [DeviceEntry]

  public init(devices: [DeviceEntry]) { self.devices = devices }
}

/// One device of an account.
public struct DeviceEntry: Codable, Sendable, Equatable {
  /// 64 hex.
  public let deviceId: String
  public let name: String
  /// `active`, `revoked`, `superseded`, `pending` or `suspended`: as the account's log says, where it says anything.
  public let state: String
  /// `full` or `leaf`.
  public let role: String
  /// Whether it is the one we run on.
  public let isThis: Bool
  /// When it was first seen; Unix seconds.
  public let addedAt: UnixTime
  /// End of its certificate; nil where the certificate is not known.
  public let expires: UnixTime?
  /// How it came in: `created` with the account, `approved` by another device, by an `archive`, by a `jamiPin`, by a
  /// `file`. Nil where nobody says.
  public var enrolment: String?
  /// For instance `Linux x86_64`; nil where nobody told.
  public var platform: String?
  /// Name of the token that this device's signing key is on; nil where it is on none, or the device another one.
  public var token: String?

  public init(
    deviceId: String, name: String, state: String, role: String, isThis: Bool, addedAt: UnixTime, expires: UnixTime?
  ) {
    self.deviceId = deviceId
    self.name = name
    self.state = state
    self.role = role
    self.isThis = isThis
    self.addedAt = addedAt
    self.expires = expires
  }
}
