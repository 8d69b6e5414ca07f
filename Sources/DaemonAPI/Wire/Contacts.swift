import Platform

// What may be left out of a body has a default; hence the decoders written out.

/// Answer of `GET /v1/accounts/{id}/contacts`.
public struct ContactList: Codable, Sendable, Equatable {
  public var contacts: [ContactDetails]

  public init(contacts: [ContactDetails]) {
    self.contacts = contacts
  }
}

/// An account key of a contact's that is not followed yet.
public struct ContactSuccession: Codable, Sendable, Equatable {
  /// `pending`: it is followed from `until` on, unless somebody objects. `contested`: there are two of equal rank, and
  /// neither is followed.
  public var state: String
  /// SHA-256 of the key that is to follow, 64 hex; nil where it is contested.
  public var account: String?
  public var until: UnixTime?

  public init(state: String, account: String? = nil, until: UnixTime? = nil) {
    self.state = state
    self.account = account
    self.until = until
  }
}

/// One contact, with what is known of its account.
public struct ContactDetails: Codable, Sendable, Equatable {
  /// Jami ID, 40 hex.
  public var id: String
  /// What we call it.
  public var name: String?
  /// `active`, `blocked` or `removed`.
  public var state: String
  /// Whether the contact accepted us too, as Jami counts it.
  public var confirmed: Bool
  /// `ready`; `pending`: no card found yet; `conflict`: another account or genesis than the pinned one was seen.
  public var reachable: String
  /// SHA-256 of the pinned account key, 64 hex; nil before it was ever seen.
  public var account: String?
  /// `invitation` or `card`: recovery of one that was added by its bare Jami ID is not verified.
  public var pinnedBy: String?
  /// When the person compared the safety number.
  public var verifiedAt: UnixTime?
  /// Of the receive key; 0 for none.
  public var generation: Int
  /// Where its card says that it fetches.
  public var relays: [String]
  /// When its card was made.
  public var cardIssued: UnixTime?
  public var addedAt: UnixTime?
  /// The Jami ID that it has now, where that is another one than `id`, which it is known by here; 40 hex.
  public var presentId: String?
  /// An account key that wants to follow; nil where there is none.
  public var succession: ContactSuccession?
  /// A sentence for people about what is wrong or to be known; nil where all is well.
  public var note: String?

  public init(
    id: String,
    name: String? = nil,
    state: String,
    confirmed: Bool,
    reachable: String,
    account: String? = nil,
    pinnedBy: String? = nil,
    verifiedAt: UnixTime? = nil,
    generation: Int,
    relays: [String],
    cardIssued: UnixTime? = nil,
    addedAt: UnixTime? = nil,
    note: String? = nil
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.confirmed = confirmed
    self.reachable = reachable
    self.account = account
    self.pinnedBy = pinnedBy
    self.verifiedAt = verifiedAt
    self.generation = generation
    self.relays = relays
    self.cardIssued = cardIssued
    self.addedAt = addedAt
    self.note = note
  }
}

/// Body of `POST /v1/accounts/{id}/contacts`.
public struct ContactRequest: Codable, Sendable, Equatable {
  /// A Jami ID, or an invitation (`signet:contact/1?…`).
  public var contact: String
  /// 1 to 256 bytes of UTF-8, no control characters.
  public var name: String?

  public init(contact: String, name: String? = nil) {
    self.contact = contact
    self.name = name
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    contact = try container.decode(String.self, forKey: .contact)
    name = try container.decodeIfPresent(String.self, forKey: .name)
  }
}

/// Body of `PATCH /v1/accounts/{id}/contacts/{contact}`. What is nil stays.
public struct ContactChange: Codable, Sendable, Equatable {
  /// An empty text takes the name away.
  public var name: String?
  public var blocked: Bool?
  /// What the person compared: marks the contact verified when it is the right one.
  public var safetyNumber: String?

  public init(name: String? = nil, blocked: Bool? = nil, safetyNumber: String? = nil) {
    self.name = name
    self.blocked = blocked
    self.safetyNumber = safetyNumber
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    blocked = try container.decodeIfPresent(Bool.self, forKey: .blocked)
    safetyNumber = try container.decodeIfPresent(String.self, forKey: .safetyNumber)
  }
}

/// Answer of `GET /v1/accounts/{id}/contacts/{contact}/safety-number`.
public struct SafetyNumber: Codable, Sendable, Equatable {
  /// 12 groups of 5 digits, the same on both sides.
  public var number: String
  public var verifiedAt: UnixTime?

  public init(number: String, verifiedAt: UnixTime? = nil) {
    self.number = number
    self.verifiedAt = verifiedAt
  }
}

/// Answer of `GET /v1/accounts/{id}/invitation`.
public struct InvitationAnswer: Codable, Sendable, Equatable {
  /// Jami ID, 40 hex.
  public var id: String
  /// `signet:contact/1?…`.
  public var link: String
  public var relays: [String]

  public init(id: String, link: String, relays: [String]) {
    self.id = id
    self.link = link
    self.relays = relays
  }
}
