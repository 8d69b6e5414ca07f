// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/joins`: this machine is to become a device of an account that another device has.
public struct JoinRequest: Codable, Sendable {
  /// `http://HOST:PORT` or `https://HOST:PORT`: where both devices meet.
  public var relay: String
  /// Name of this device; nil takes the machine's name.
  public var deviceName: String?

  public init(relay: String, deviceName: String? = nil) {
    self.relay = relay
    self.deviceName = deviceName
  }
}

/// Body of `POST /v1/accounts/{id}/links`. The worker asks for `password` where the archive has one, and then for the
/// digits (`POST /v1/operations/{operationId}/digits`).
public struct LinkRequest: Codable, Sendable {
  /// What the new device shows: `signet:link/1?…`.
  public var link: String
  /// `leaf` or `full`.
  public var role: String
  public var offers: [SecretSlot]

  public init(link: String, role: String = "leaf", offers: [SecretSlot] = []) {
    self.link = link
    self.role = role
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    link = try container.decode(String.self, forKey: .link)
    role = try container.decodeIfPresent(String.self, forKey: .role) ?? "leaf"
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Body of `POST /v1/operations/{operationId}/digits`: one entry, as somebody typed it.
public struct DigitsEntry: Codable, Sendable {
  public var digits: String

  public init(digits: String) { self.digits = digits }
}

/// How far a link is, on either device.
public struct LinkProgress: Codable, Sendable, Equatable {
  /// What to show to the old device (deviceJoin).
  public var link: String?
  /// What to type on the old device, once that one has answered (deviceJoin).
  public var digits: String?
  /// The new device, as it names itself (deviceLink).
  public var deviceId: String?
  public var deviceName: String?
  public var platform: String?
  /// Whether it waits for an entry of digits (deviceLink).
  public var digitsNeeded: Bool
  /// Entries that are left (deviceLink).
  public var triesLeft: Int?

  public init(link: String? = nil, digits: String? = nil) {
    self.link = link
    self.digits = digits
    digitsNeeded = false
  }
}
