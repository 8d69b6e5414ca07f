import Platform

// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/accounts/{id}/keys/account/rotation`. The worker asks for `password` where the archive has one.
public struct AccountRotationRequest: Codable, Sendable, Equatable {
  /// Ask for words of the recovery kit where its key is not in the archive any more.
  public var words: Bool
  public var offers: [SecretSlot]

  public init(words: Bool = false, offers: [SecretSlot] = []) {
    self.words = words
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    words = try container.decodeIfPresent(Bool.self, forKey: .words) ?? false
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// What another account key takes, or took. Answer of `GET /v1/accounts/{id}/keys/account/rotation`.
public struct AccountRotationReport: Codable, Sendable, Equatable {
  /// A contact or a device.
  public struct Other: Codable, Sendable, Equatable {
    public let id: String
    public let name: String?

    public init(id: String, name: String?) {
      self.id = id
      self.name = name
    }
  }

  /// The Jami ID so far.
  public var oldId: String
  /// The new one; nil before it is made.
  public var newId: String?
  /// What signs, or will: `oldNewAndRecovery`, which all that can follow do at once; or `oldAndNew`, which they do after
  /// 72 hours without an objection.
  public var rank: String
  /// Whether words of the recovery kit would raise it: its key is not in the archive.
  public var wordsRaise: Bool
  /// Contacts that follow by themselves.
  public var contacts: [Other]
  /// Contacts that cannot: they use Jami alone, or no card of theirs was ever found. They have to be told the new ID.
  public var contactsLeft: [Other]
  /// The account's other devices that follow.
  public var devices: [Other]
  /// Those that cannot, and have to be linked again.
  public var devicesLeft: [Other]

  public init(
    oldId: String, rank: String, wordsRaise: Bool, contacts: [Other], contactsLeft: [Other], devices: [Other],
    devicesLeft: [Other]
  ) {
    self.oldId = oldId
    self.rank = rank
    self.wordsRaise = wordsRaise
    self.contacts = contacts
    self.contactsLeft = contactsLeft
    self.devices = devices
    self.devicesLeft = devicesLeft
  }
}
