import Platform

// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/accounts/{id}/messages`.
public struct MessageRequest: Codable, Sendable, Equatable {
  /// A contact (Jami ID, the beginning of one, or a name), a channel (id or name), or nil with `about`.
  public var to: String?
  /// `MESSAGE`, `EDIT`, `DELETE` or `REACT`.
  public var type: String
  /// Of a REACT the reaction, `:like_this:`.
  public var text: String
  /// The message that is edited, deleted or reacted to: its id, or the beginning of one.
  public var about: String?

  public init(to: String? = nil, type: String = "MESSAGE", text: String = "", about: String? = nil) {
    self.to = to
    self.type = type
    self.text = text
    self.about = about
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    to = try container.decodeIfPresent(String.self, forKey: .to)
    type = try container.decodeIfPresent(String.self, forKey: .type) ?? "MESSAGE"
    text = try container.decodeIfPresent(String.self, forKey: .text) ?? ""
    about = try container.decodeIfPresent(String.self, forKey: .about)
  }
}

/// Answer of `POST /v1/accounts/{id}/messages`: it is signed and in the outbox, durably.
public struct SentMessage: Codable, Sendable, Equatable {
  /// The message's id, or that of the message that it is about.
  public var id: String
  /// UUID.
  public var channel: String
  public var type: String
  /// RFC 3339, milliseconds, UTC.
  public var timestamp: String
  /// Of the entry in the conversation.
  public var number: Int64
  /// How many packets carry it: one for each recipient.
  public var packets: Int
  /// `queued`, `sent`, `confirmed`, `waiting` or `failed`; see `InboxMessage.state`.
  public var state: String
  public var warnings: [String]

  public init(
    id: String,
    channel: String,
    type: String,
    timestamp: String,
    number: Int64,
    packets: Int,
    state: String,
    warnings: [String]
  ) {
    self.id = id
    self.channel = channel
    self.type = type
    self.timestamp = timestamp
    self.number = number
    self.packets = packets
    self.state = state
    self.warnings = warnings
  }
}

/// Answer of `GET /v1/accounts/{id}/messages`.
public struct MessageList: Codable, Sendable, Equatable {
  /// In the order of the conversation; oldest first.
  public var messages: [InboxMessage]
  /// Packets that were opened and refused; `GET /v1/accounts/{id}/refusals` names them.
  public var refused: Int
  /// Packets that are ahead of their time.
  public var heldBack: Int
  /// Packets of ours that are not on the mesh yet.
  public var pending: Int

  public init(messages: [InboxMessage], refused: Int, heldBack: Int, pending: Int) {
    self.messages = messages
    self.refused = refused
    self.heldBack = heldBack
    self.pending = pending
  }
}

/// A message as it stands now, with its edits and reactions.
public struct InboxMessage: Codable, Sendable, Equatable {
  /// As its author named it.
  public var id: String
  /// Counts what came into this account's conversations.
  public var number: Int64
  /// The number of the latest event that changed it.
  public var change: Int64
  /// Jami ID of the author, 40 hex.
  public var from: String
  public var fromName: String?
  /// Whether this account wrote it.
  public var own: Bool
  /// Jami ID of the other side, or the channel of a group.
  public var conversation: String
  /// UUID.
  public var channel: String
  /// Of a group.
  public var channelName: String?
  /// `MESSAGE`.
  public var type: String
  /// Nil when it was deleted.
  public var text: String?
  /// Links in the text, as Markdown writes them.
  public var files: [FileLink]
  /// By its author's clock: RFC 3339, milliseconds, UTC.
  public var timestamp: String
  /// By this device's clock.
  public var receivedAt: UnixTime
  /// No policy failed. What failed is never in a conversation; see `Refusal`.
  public var verified: Bool
  /// `active`, `blocked`, `removed` or `stranger`: what the author is to this account.
  public var contact: String
  /// What could not be checked, and warnings, one sentence each.
  public var notes: [String]
  /// Seconds since another device of the author vouched for its devices; nil: none ever has.
  public var revocationAge: Int64?
  public var edited: Bool
  public var deleted: Bool
  /// Its author signed two messages of this name; the earlier stands.
  public var contested: Bool
  public var read: Bool
  public var reactions: [ReactionEntry]
  /// Of an own message: `queued`: not on a relay yet; `sent`: a relay has it; `confirmed`: another relay has it too;
  /// `waiting`: the contact's key is not known yet; `failed`.
  public var state: String?

  public init(
    id: String,
    number: Int64,
    change: Int64,
    from: String,
    fromName: String? = nil,
    own: Bool,
    conversation: String,
    channel: String,
    channelName: String? = nil,
    type: String,
    text: String? = nil,
    files: [FileLink],
    timestamp: String,
    receivedAt: UnixTime,
    verified: Bool,
    contact: String,
    notes: [String],
    revocationAge: Int64? = nil,
    edited: Bool,
    deleted: Bool,
    contested: Bool,
    read: Bool,
    reactions: [ReactionEntry],
    state: String? = nil
  ) {
    self.id = id
    self.number = number
    self.change = change
    self.from = from
    self.fromName = fromName
    self.own = own
    self.conversation = conversation
    self.channel = channel
    self.channelName = channelName
    self.type = type
    self.text = text
    self.files = files
    self.timestamp = timestamp
    self.receivedAt = receivedAt
    self.verified = verified
    self.contact = contact
    self.notes = notes
    self.revocationAge = revocationAge
    self.edited = edited
    self.deleted = deleted
    self.contested = contested
    self.read = read
    self.reactions = reactions
    self.state = state
  }
}

/// A link to a file in a message's text: `[name](url)` or `![name](url)`.
public struct FileLink: Codable, Sendable, Equatable {
  public var name: String
  public var url: String
  public var image: Bool
  /// 64 hex, when the link says it (`#sha256=…`).
  public var sha256: String?

  public init(name: String, url: String, image: Bool, sha256: String? = nil) {
    self.name = name
    self.url = url
    self.image = image
    self.sha256 = sha256
  }
}

/// A reaction to a message.
public struct ReactionEntry: Codable, Sendable, Equatable {
  /// With its colons.
  public var reaction: String
  /// Jami IDs.
  public var from: [String]

  public init(reaction: String, from: [String]) {
    self.reaction = reaction
    self.from = from
  }
}

/// Answer of `GET /v1/accounts/{id}/refusals`: for the account's owner alone.
public struct RefusalList: Codable, Sendable, Equatable {
  public var refusals: [Refusal]

  public init(refusals: [Refusal]) {
    self.refusals = refusals
  }
}

/// A packet that was opened and not believed.
public struct Refusal: Codable, Sendable, Equatable {
  public var number: Int64
  /// When it came.
  public var at: UnixTime
  /// SHA-256 of the packet's message, 64 hex.
  public var hash: String
  /// Jami ID of the account that it claims to come from.
  public var from: String?
  /// The policies that failed, each with its reason.
  public var failures: [String]

  public init(number: Int64, at: UnixTime, hash: String, from: String? = nil, failures: [String]) {
    self.number = number
    self.at = at
    self.hash = hash
    self.from = from
    self.failures = failures
  }
}

/// Answer of `POST /v1/accounts/{id}/fetch`: looked once at every relay that it fetches from.
public struct FetchResult: Codable, Sendable, Equatable {
  public var relays: [RelayOutcome]
  /// New messages.
  public var received: Int
  /// Packets opened and refused.
  public var refused: Int

  public init(relays: [RelayOutcome], received: Int, refused: Int) {
    self.relays = relays
    self.received = received
    self.refused = refused
  }
}

/// How one relay answered.
public struct RelayOutcome: Codable, Sendable, Equatable {
  public var url: String
  public var ok: Bool
  public var error: String?
  /// That were new.
  public var packets: Int

  public init(url: String, ok: Bool, error: String? = nil, packets: Int) {
    self.url = url
    self.ok = ok
    self.error = error
    self.packets = packets
  }
}
