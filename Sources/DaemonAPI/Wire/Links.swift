// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/joins`: this machine is to become a device of an account that another device has. One of `relay`,
/// `request` and `approval` is given.
public struct JoinRequest: Codable, Sendable {
  /// `http://HOST:PORT` or `https://HOST:PORT`: where both devices meet.
  public var relay: String?
  /// Absolute path of a file to be written: what this machine asks for, where it has no network.
  public var request: String?
  /// Absolute path of the approval of such a request.
  public var approval: String?
  /// Name of this device; nil takes the machine's name, or the one that it has in the account already.
  public var deviceName: String?
  /// Address of a PKCS#11 token (RFC 7512, without a PIN) for the signing key; nil keeps it here.
  public var token: String?
  /// An account that is here and that the machine is to be linked to again (`request`).
  public var account: String?

  public init(
    relay: String? = nil, request: String? = nil, approval: String? = nil, deviceName: String? = nil,
    token: String? = nil, account: String? = nil
  ) {
    self.relay = relay
    self.request = request
    self.approval = approval
    self.deviceName = deviceName
    self.token = token
    self.account = account
  }
}

/// The files of a link without network; absolute paths.
public struct LinkFiles: Codable, Sendable {
  /// What the new device has written.
  public var request: String
  /// What is written for it.
  public var approval: String

  public init(request: String, approval: String) {
    self.request = request
    self.approval = approval
  }
}

/// Body of `POST /v1/accounts/{id}/links`, with a link or with files. The worker asks for `password` where the archive has
/// one, and then for the digits (`POST /v1/operations/{operationId}/digits`).
public struct LinkRequest: Codable, Sendable {
  /// What the new device shows: `signet:link/1?…`; empty where there are files.
  public var link: String
  public var files: LinkFiles?
  /// `leaf` or `full`.
  public var role: String
  public var offers: [SecretSlot]

  public init(link: String = "", files: LinkFiles? = nil, role: String = "leaf", offers: [SecretSlot] = []) {
    self.link = link
    self.files = files
    self.role = role
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    link = try container.decodeIfPresent(String.self, forKey: .link) ?? ""
    files = try container.decodeIfPresent(LinkFiles.self, forKey: .files)
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
