import Identity
import Platform

/// A packet that is on its way. It survives any crash from the moment that its message is stored.
public struct OutboxEntry: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A person's message.
    case message
    /// The account's card.
    case card
    /// One of Signet's own payloads.
    case payload
  }

  public enum State: String, Sendable, CaseIterable {
    /// No relay has it.
    case queued
    /// A relay has taken it; nobody has looked yet whether it spreads.
    case sent
    /// It was found at another relay. Final.
    case confirmed
    /// Given up.
    case failed
  }

  /// 0 before it is stored.
  public let number: Int64
  public let packetHash: String
  /// The body of `/send`, JSON. Empty once it is confirmed.
  public let packet: [UInt8]
  /// The packet's `recipient`.
  public let recipient: String
  /// Nil for a card.
  public let to: JamiID?
  public let kind: Kind
  /// The number of the message that it carries; all packets of one message have the same.
  public let jti: [UInt8]?
  public let createdAt: UnixTime
  /// Not to be touched before then.
  public var notBefore: UnixTime
  public var attempts: Int
  public var state: State
  /// The URL of the relay that took it.
  public var sentThrough: String?
  /// URLs of the relays that had it, newest last; of more than `MessagingLimits.relays` the newest are kept.
  public var tried: [String]
  public var sentAt: UnixTime?
  public var confirmedAt: UnixTime?
  public var lastError: String?
  /// When it is given up.
  public let expiresAt: UnixTime

  public init(
    number: Int64 = 0, packetHash: String, packet: [UInt8], recipient: String, to: JamiID?, kind: Kind, jti: [UInt8]?,
    createdAt: UnixTime, notBefore: UnixTime, attempts: Int = 0, state: State = .queued, sentThrough: String? = nil,
    tried: [String] = [], sentAt: UnixTime? = nil, confirmedAt: UnixTime? = nil, lastError: String? = nil,
    expiresAt: UnixTime
  ) {
    self.number = number
    self.packetHash = packetHash
    self.packet = packet
    self.recipient = recipient
    self.to = to
    self.kind = kind
    self.jti = jti
    self.createdAt = createdAt
    self.notBefore = notBefore
    self.attempts = attempts
    self.state = state
    self.sentThrough = sentThrough
    self.tried = tried
    self.sentAt = sentAt
    self.confirmedAt = confirmedAt
    self.lastError = lastError
    self.expiresAt = expiresAt
  }
}
