// What may be left out of a body has a default; hence the decoders written out.

/// Answer of `GET /v1/accounts/{id}/channels`: groups.
public struct ChannelList: Codable, Sendable, Equatable {
  public var channels: [ChannelDetails]

  public init(channels: [ChannelDetails]) {
    self.channels = channels
  }
}

/// A group: a channel with a signed list of its members.
public struct ChannelDetails: Codable, Sendable, Equatable {
  /// UUID.
  public var id: String
  public var name: String
  /// Jami ID; only the owner changes the list.
  public var owner: String
  public var members: [ChannelMember]
  public var left: Bool

  public init(id: String, name: String, owner: String, members: [ChannelMember], left: Bool) {
    self.id = id
    self.name = name
    self.owner = owner
    self.members = members
    self.left = left
  }
}

/// A member of a group.
public struct ChannelMember: Codable, Sendable, Equatable {
  /// Jami ID.
  public var id: String
  public var name: String?
  /// See `ContactDetails.reachable`.
  public var reachable: String

  public init(id: String, name: String? = nil, reachable: String) {
    self.id = id
    self.name = name
    self.reachable = reachable
  }
}

/// Body of `POST /v1/accounts/{id}/channels`.
public struct ChannelRequest: Codable, Sendable, Equatable {
  /// 1 to 256 bytes of UTF-8.
  public var name: String
  /// Contacts; ourselves need not be named.
  public var members: [String]

  public init(name: String, members: [String]) {
    self.name = name
    self.members = members
  }
}

/// Body of `PATCH /v1/accounts/{id}/channels/{channel}`: by the owner alone. What is nil stays.
public struct ChannelChange: Codable, Sendable, Equatable {
  public var name: String?
  public var add: [String]
  public var remove: [String]

  public init(name: String? = nil, add: [String] = [], remove: [String] = []) {
    self.name = name
    self.add = add
    self.remove = remove
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    add = try container.decodeIfPresent([String].self, forKey: .add) ?? []
    remove = try container.decodeIfPresent([String].self, forKey: .remove) ?? []
  }
}
