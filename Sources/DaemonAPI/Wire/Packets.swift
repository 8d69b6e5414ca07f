// What may be left out of a body has a default; hence the decoders written out.

/// Body of `POST /v1/accounts/{id}/packets`: a message by its fields. The agent signs nothing else.
public struct PacketRequest: Codable, Sendable, Equatable {
  /// `MESSAGE`, `EDIT`, `DELETE` or `REACT`.
  public var type: String
  /// UUID; nil: the channel between the two accounts of a single contact, else a new one.
  public var channel: String?
  public var content: String
  /// Of the message, or of the one that it is about; nil: a new one.
  public var id: String?
  /// RFC 3339, not more than ten minutes off this device's clock; nil: now.
  public var timestamp: String?
  /// Base64 SPKI; when given it must be this account's key.
  public var sender: String?
  /// Contacts.
  public var to: [String]
  /// Keys as a packet's `recipient`: base64 SPKI, RSA of 4096 bits.
  public var recipients: [String]

  public init(
    type: String,
    channel: String? = nil,
    content: String,
    id: String? = nil,
    timestamp: String? = nil,
    sender: String? = nil,
    to: [String] = [],
    recipients: [String] = []
  ) {
    self.type = type
    self.channel = channel
    self.content = content
    self.id = id
    self.timestamp = timestamp
    self.sender = sender
    self.to = to
    self.recipients = recipients
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decode(String.self, forKey: .type)
    channel = try container.decodeIfPresent(String.self, forKey: .channel)
    content = try container.decode(String.self, forKey: .content)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    timestamp = try container.decodeIfPresent(String.self, forKey: .timestamp)
    sender = try container.decodeIfPresent(String.self, forKey: .sender)
    to = try container.decodeIfPresent([String].self, forKey: .to) ?? []
    recipients = try container.decodeIfPresent([String].self, forKey: .recipients) ?? []
  }
}

/// Answer of `POST /v1/accounts/{id}/packets`: packets that are signed and sealed, and not sent.
public struct PacketAnswer: Codable, Sendable, Equatable {
  public var id: String
  public var channel: String
  public var timestamp: String
  /// The signature's number, base64url.
  public var jti: String
  public var packets: [PacketBody]

  public init(id: String, channel: String, timestamp: String, jti: String, packets: [PacketBody]) {
    self.id = id
    self.channel = channel
    self.timestamp = timestamp
    self.jti = jti
    self.packets = packets
  }
}

/// A packet as it travels over Jasper.
public struct PacketBody: Codable, Sendable, Equatable {
  public var recipient: String
  public var message: String
  public var hash: String
  public var signature: String

  public init(recipient: String, message: String, hash: String, signature: String) {
    self.recipient = recipient
    self.message = message
    self.hash = hash
    self.signature = signature
  }
}

/// Answer of `POST /v1/accounts/{id}/packets/open`: what is in a packet and what is to be thought of it.
public struct PacketReading: Codable, Sendable, Equatable {
  /// `failures` is empty.
  public var verified: Bool
  public var failures: [String]
  public var notChecked: [String]
  public var warnings: [String]
  /// `accepted`, `heldBack`, `duplicate`, `replayed` or `refused`. Nothing was taken in.
  public var disposition: String
  /// Jami ID of the account that it claims to come from.
  public var from: String?
  public var type: String
  public var channel: String
  public var id: String
  public var timestamp: String
  public var content: String
  public var jti: String
  /// Of the receive key that opened it.
  public var generation: Int

  public init(
    verified: Bool,
    failures: [String],
    notChecked: [String],
    warnings: [String],
    disposition: String,
    from: String? = nil,
    type: String,
    channel: String,
    id: String,
    timestamp: String,
    content: String,
    jti: String,
    generation: Int
  ) {
    self.verified = verified
    self.failures = failures
    self.notChecked = notChecked
    self.warnings = warnings
    self.disposition = disposition
    self.from = from
    self.type = type
    self.channel = channel
    self.id = id
    self.timestamp = timestamp
    self.content = content
    self.jti = jti
    self.generation = generation
  }
}

/// Answer of `POST /v1/packets/inspect`: what anybody can see of a packet.
public struct PacketOutline: Codable, Sendable, Equatable {
  public var hash: String
  public var hashMatches: Bool
  /// SHA-256 of the recipient's key, 64 hex; nil: no key.
  public var recipientKey: String?
  public var message: SealedOutline
  public var signature: SealedOutline
  /// The header names recipient and signature, and they are these.
  public var binds: Bool
  public var bytes: Int

  public init(
    hash: String,
    hashMatches: Bool,
    recipientKey: String? = nil,
    message: SealedOutline,
    signature: SealedOutline,
    binds: Bool,
    bytes: Int
  ) {
    self.hash = hash
    self.hashMatches = hashMatches
    self.recipientKey = recipientKey
    self.message = message
    self.signature = signature
    self.binds = binds
    self.bytes = bytes
  }
}

/// One sealed part.
public struct SealedOutline: Codable, Sendable, Equatable {
  /// `JWE`, `JWS` or `opaque`.
  public var form: String
  public var algorithm: String?
  public var encryption: String?
  /// Bytes of the padded content.
  public var sizeClass: Int?
  public var characters: Int

  public init(
    form: String,
    algorithm: String? = nil,
    encryption: String? = nil,
    sizeClass: Int? = nil,
    characters: Int
  ) {
    self.form = form
    self.algorithm = algorithm
    self.encryption = encryption
    self.sizeClass = sizeClass
    self.characters = characters
  }
}
