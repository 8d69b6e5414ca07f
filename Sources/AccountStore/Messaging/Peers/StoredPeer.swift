import Identity
import Platform

/// Another account that is written to or heard from. Contacts (`AccountDatabase.contacts`) stay what Jami knows of
/// them; this is what the mesh needs.
public struct StoredPeer: Sendable, Hashable {
  public let id: JamiID
  public var name: String?
  /// DER SubjectPublicKeyInfo of the account key.
  public var accountKey: [UInt8]?
  /// Pinned at first sight or by an invitation.
  public var pin: AccountFingerprint?
  /// The hash of the log's first statement, pinned likewise.
  public var genesis: [UInt8]?
  /// A second one that was seen: shown, never followed.
  public var otherGenesis: [UInt8]?
  /// Whether it was added by an invitation, and not by its bare Jami ID.
  public var isInvited: Bool
  /// Base64 of the DER SubjectPublicKeyInfo of the receive key: a packet's `recipient`.
  public var receiveKey: String?
  /// Of the receive key; 0 while none is known.
  public var generation: Int
  /// URLs, at most `MessagingLimits.relays`.
  public var relays: [String]
  /// When the card that stands was issued: milliseconds since 1970.
  public var cardIssued: Int64?
  /// The packet that the card came in, as JSON.
  public var cardPacket: [UInt8]?
  public var cardSeenAt: UnixTime?
  public var cardTriedAt: UnixTime?
  /// When the person said that the fingerprints are the same.
  public var verifiedAt: UnixTime?
  /// DER of the signing certificates seen, newest last. Of more than `MessagingLimits.certificates` the newest are kept.
  public var certificates: [[UInt8]]
  public var createdAt: UnixTime

  public init(
    id: JamiID, name: String? = nil, accountKey: [UInt8]? = nil, pin: AccountFingerprint? = nil,
    genesis: [UInt8]? = nil, otherGenesis: [UInt8]? = nil, isInvited: Bool = false, receiveKey: String? = nil,
    generation: Int = 0, relays: [String] = [], cardIssued: Int64? = nil, cardPacket: [UInt8]? = nil,
    cardSeenAt: UnixTime? = nil, cardTriedAt: UnixTime? = nil, verifiedAt: UnixTime? = nil,
    certificates: [[UInt8]] = [], createdAt: UnixTime
  ) {
    self.id = id
    self.name = name
    self.accountKey = accountKey
    self.pin = pin
    self.genesis = genesis
    self.otherGenesis = otherGenesis
    self.isInvited = isInvited
    self.receiveKey = receiveKey
    self.generation = generation
    self.relays = relays
    self.cardIssued = cardIssued
    self.cardPacket = cardPacket
    self.cardSeenAt = cardSeenAt
    self.cardTriedAt = cardTriedAt
    self.verifiedAt = verifiedAt
    self.certificates = certificates
    self.createdAt = createdAt
  }
}
