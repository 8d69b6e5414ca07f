import Identity
import Platform

/// A verified event of a conversation, also of this account's own. Messages are never changed or deleted: an edit is an
/// event as well.
public struct StoredMessage: Sendable, Hashable {
  /// Its place in the order of arrival; 0 before it is stored.
  public let number: Int64
  public let author: AccountFingerprint
  public let authorID: JamiID
  /// The `channel_id`: a UUID in lower case.
  public let channel: String
  /// Whose conversation it belongs to; nil for a group's.
  public let peer: JamiID?
  /// As in the message object, for instance `MESSAGE`.
  public let type: String
  /// Of the message itself, or of the one that it is about.
  public let id: String
  public let content: String
  /// The author's clock: milliseconds since 1970.
  public let timestamp: Int64
  /// The packet's number; once for each author.
  public let jti: [UInt8]
  public let receivedAt: UnixTime
  /// The packet's hash.
  public let hash: String
  public let isOwn: Bool
  /// Findings that were no failures, as texts; of more than `MessagingLimits.notes` the first.
  public let notes: [String]
  /// Seconds; nil where no revocation data is known.
  public let revocationAge: Int64?

  public init(
    number: Int64 = 0, author: AccountFingerprint, authorID: JamiID, channel: String, peer: JamiID?, type: String,
    id: String, content: String, timestamp: Int64, jti: [UInt8], receivedAt: UnixTime, hash: String, isOwn: Bool,
    notes: [String] = [], revocationAge: Int64? = nil
  ) {
    self.number = number
    self.author = author
    self.authorID = authorID
    self.channel = channel
    self.peer = peer
    self.type = type
    self.id = id
    self.content = content
    self.timestamp = timestamp
    self.jti = jti
    self.receivedAt = receivedAt
    self.hash = hash
    self.isOwn = isOwn
    self.notes = notes
    self.revocationAge = revocationAge
  }
}
